"""Let a person check a random sample of the automatic matches, so that how often they are right is known."""

from odoo import api, fields, models
from odoo.tools import SQL

CHECK_ACTIVITY = "acorn_vendor_connector.activity_type_check_matches"


class AmazonVendorMatch(models.Model):
    _inherit = "amazon.vendor.match"

    # ------------------------------------------------------------------ crons

    @api.model
    def _cron_sample_matches(self):
        """Draw the month's sample of every rule and ask for verdicts; running again adds nothing to a full one."""
        month = fields.Date.context_today(self).replace(day=1)
        self.env["ir.cron"]._commit_progress(remaining=1)
        drawn = self._draw_sample(month)
        drawn._ask_for_verdicts()
        self.env["ir.cron"]._commit_progress(1)

    # ------------------------------------------------------------------ verbs

    @api.model
    def _draw_sample(self, month):
        """Mark a random choice of automatic matches of every rule for a check, up to its number a month.

        Drawn from what was matched since the month before began, so that a late import has its chance too.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """WITH drawn AS (
                       SELECT match.id, rule.sample_size - taken.count AS room,
                              row_number() OVER (PARTITION BY rule.id ORDER BY random()) AS turn
                         FROM amazon_vendor_match_rule rule
                   CROSS JOIN LATERAL (SELECT count(*) FROM amazon_vendor_match
                                        WHERE rule_id = rule.id AND sample_month = %(month)s) taken
                         JOIN amazon_vendor_match match ON match.rule_id = rule.id
                        WHERE rule.active AND match.is_automatic AND match.state != 'withdrawn'
                          AND match.permission != 'person' AND match.sample_month IS NULL AND match.verdict IS NULL
                          AND match.create_date >= %(month)s::date - interval '1 month')
                   UPDATE amazon_vendor_match SET sample_month = %(month)s
                     FROM drawn WHERE amazon_vendor_match.id = drawn.id AND drawn.turn <= drawn.room
                RETURNING amazon_vendor_match.id""",
                month=month,
            )
        )
        drawn = self.browse(match_id for [match_id] in rows)
        drawn.invalidate_recordset(["sample_month"])
        return drawn

    def _ask_for_verdicts(self):
        """Open one activity per person and company for what was drawn, on the first of the rules."""
        for (user, _company), rules in self.rule_id.grouped(lambda rule: (rule._person(), rule.company_id)).items():
            first = rules.sorted("sequence")[:1].with_context(lang=user.lang)
            count = len(self.filtered(lambda match, rules=rules: match.rule_id in rules))
            if self._open_requests(rules):
                continue
            first.with_context(mail_activity_quick_update=True).activity_schedule(
                CHECK_ACTIVITY,
                user_id=user.id,
                summary=first.env._("Check %(count)s matches", count=count),
                note=first.env._(
                    "A random sample of what was matched without a person. Open Check matches and say of each whether "
                    "it is right; a rule that is not right often enough loses its permission."
                ),
            )

    def _close_checks(self):
        """Close the request of a company once none of its drawn matches waits for a verdict any more."""
        rules = self.env["amazon.vendor.match.rule"].search([("company_id", "in", self.rule_id.company_id.ids)])
        for of_company in rules.grouped("company_id").values():
            waiting = self.search_count(
                [("rule_id", "in", of_company.ids), ("sample_month", "!=", False), ("verdict", "=", False),
                 ("state", "!=", "withdrawn")], limit=1,
            )
            if not waiting:
                self._open_requests(of_company).action_feedback()

    @api.model
    def _open_requests(self, rules):
        """Return the open requests to check what these rules found."""
        return self.env["mail.activity"].search([
            ("res_model", "=", rules._name), ("res_id", "in", rules.ids),
            ("activity_type_id", "=", self.env.ref(CHECK_ACTIVITY).id),
        ])
