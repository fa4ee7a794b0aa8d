"""The connector's own way with a file of Amazon's, and what is in the books afterwards."""

import base64
from pathlib import Path

from benchmarks.jobs.remittance_opening import acting_as, open_largest  # noqa: F401 - that is a job as well

CENTS = 100


def take_in(work, files, user):
    """Bring files in as a person does; a file is a sample, its lines the documents. Return what was asked.

    Each file has a `path`, its number of `lines`, and `answers`: what the person says where the file leaves a choice.
    What is too much for the person to wait for, the crons do at once.
    """
    asked = []
    for file in files:
        asked += _import(work, file, user)
        for model, method in (
            ("amazon.vendor.message", "_cron_receive_messages"),
            ("amazon.vendor.remittance", "_cron_match_remittances"),
        ):
            while work.one_unit(model, method):
                pass
        work.note(file["lines"])
    return asked


def _import(work, file, user):
    path = Path(file["path"])
    with work.environment() as system:
        env = acting_as(system, user)
        wizard = env["amazon.vendor.import"].create({
            "file_data": base64.b64encode(path.read_bytes()),
            "file_name": path.name,
            "payee_id": env["amazon.vendor.payee"].search([], limit=1).id,
        })
        asked = _answer(wizard, file["answers"])
        if wizard.state != "ready":
            raise ValueError(f"{path.name} is {wizard.state}: {wizard.reason_text}")
        wizard.action_keep()
        env.cr.commit()
        return asked


def _answer(wizard, answers):
    """Answer as a person would until nothing is asked any more; return the codes of what was."""
    asked = []
    while wizard.state == "question" and len(asked) < 5:
        if unnamed := wizard.heading_ids.filtered(lambda heading: not heading.target):
            asked.append("heading")
            _name_headings(unnamed, answers["words"])
        for name in ("date_order", "decimal_mark"):
            if wizard[f"asked_{name}"] and not wizard[name]:
                asked.append(name)
                wizard[name] = answers[name]
        wizard.action_preview()
    return asked


def _name_headings(unnamed, words):
    """Say of each column what its heading means; `words` are the foreign headings in Amazon's English."""
    from odoo.addons.acorn_vendor_connector.formats import headings, registry  # once Odoo is set up

    fields_of = {
        key: field.name
        for layout in registry.LAYOUTS if layout.kind == "remittance"
        for section in layout.sections for key, field in section.by_key.items()
    }
    for heading in unnamed:
        heading.target = fields_of.get(headings.key(words.get(heading.text, heading.text)), "nothing")


def books(work, numbers=None):
    """Return what became of payments, by their numbers: what is hidden of each in cents, and its lines."""
    with work.environment() as env:
        env.cr.execute(
            """
            SELECT remittance.name, json_build_object(
                       'hidden', (sum(line.paid) FILTER (WHERE line.is_remainder) * %(cents)s)::bigint,
                       'lines', json_agg(json_build_object(
                           'number', line.number, 'class', line.line_class, 'is_reversal', line.is_reversal,
                           'is_sure', coalesce(line.is_sure, FALSE) AND line.line_class != 'unknown',
                           'paid', line.paid::text, 'discount', line.discount::text,
                           'withholding', line.withholding::text, 'needs_me', coalesce(line.needs_me, FALSE),
                           'permission', line.permission, 'question', line.question ->> 'code', 'rule', rule.code,
                           'is_automatic', line.match_state = 'proposed' AND line.permission IN ('post', 'write_off')
                                           AND line.question IS NULL AND matched.count > 0,
                           'invoices', coalesce(matched.invoices, '[]'::json),
                           'adds_up', matched.amount = line.paid + CASE line.line_class WHEN 'invoice'
                                                       THEN line.discount + line.withholding ELSE 0 END
                       )) FILTER (WHERE line.is_remainder IS NOT TRUE))
              FROM amazon_vendor_remittance remittance
              JOIN amazon_vendor_remittance_line line ON line.remittance_id = remittance.id
         LEFT JOIN amazon_vendor_match_rule rule ON rule.id = line.match_rule_id
              JOIN LATERAL (
                   SELECT count(*), sum(match.amount) AS amount,
                          json_agg(json_build_array(company.name, move.name)) AS invoices
                     FROM amazon_vendor_match match
                     JOIN account_move move ON move.id = match.move_id
                     JOIN res_company company ON company.id = move.company_id
                    WHERE match.line_id = line.id AND match.state != 'withdrawn') matched ON TRUE
             WHERE %(numbers)s IS NULL OR remittance.name = ANY(%(numbers)s)
          GROUP BY remittance.name
            """,
            {"cents": CENTS, "numbers": numbers},
        )
        return dict(env.cr.fetchall())
