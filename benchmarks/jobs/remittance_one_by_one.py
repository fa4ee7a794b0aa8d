"""A remittance as reconciliation tools take it in: a row after the other, with a search for each, by plain ORM calls.

The workbook is read by openpyxl. The invoice of a row is looked for by its number as Amazon writes it, among numbers,
references and payment references; then without the letters of a claim. A row is written when it is known, and all is
committed every so many rows. Nothing is asked twice.
"""

import re
from datetime import date, datetime

import openpyxl

CLAIM = re.compile(r"(.*?)[-_ ]?((?:SC|PC)R?)+$", re.IGNORECASE)
COMMIT_EVERY = 50
SOLD = ("out_invoice", "out_refund")


def take_in(work, path, count):
    """Take in so many lines of a workbook; a sample is as many lines as are committed at once."""
    with work.environment() as env:
        payments, lines = _sections(path)
        payee = env["amazon.vendor.payee"].search([], limit=1)
        remittances = {row["Payment Number"]: _remittance(env, payee, row).id for row in payments}
        env.cr.commit()
        for first in range(0, min(count, len(lines)), COMMIT_EVERY):
            rows = lines[first : min(first + COMMIT_EVERY, count)]
            for row in rows:
                _take_in(env, remittances[row["Payment Number"]], row)
            env.cr.commit()
            work.note(len(rows))


def _sections(path):
    """Return the rows below the two rows of headings, each as {heading: value}."""
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    sections, headings = [], ()
    for cells in sheet.iter_rows(values_only=True):
        if cells[:1] == ("Payment Number",):
            headings = cells
            sections.append([])
        elif sections and len([cell for cell in cells if cell is not None]) > 1:
            sections[-1].append(dict(zip(headings, cells, strict=False)))
    return sections


def _remittance(env, payee, row):
    currency = env["res.currency"].search([("name", "=", row["Payment Currency"])], limit=1)
    return env["amazon.vendor.remittance"].create({
        "name": str(row["Payment Number"]),
        "payee_id": payee.id,
        "company_id": payee.company_id.id,
        "payment_date": _day(row["Payment Date"]),
        "currency_id": currency.id,
        "invoice_currency_id": currency.id,
        "amount": row["Amount in Payment Currency"],
        "invoice_amount": row["Amount in Invoice Currency"],
    })


def _take_in(env, remittance_id, row):
    """Write a line down, with the invoice that is found for it and what is left of it."""
    number = str(row["Invoice Number"]).strip()
    move, line_class = _find(env, number), "invoice"
    if not move and (claim := CLAIM.match(number)):
        move = _find(env, claim[1])
        line_class = "price_claim" if claim[2].upper().startswith("PC") else "shortage"
    currency = env["res.currency"].search([("name", "=", row["Invoice Currency"])], limit=1)
    line = env["amazon.vendor.remittance.line"].create({
        "remittance_id": remittance_id,
        "number": number,
        "invoice_date": _day(row["Invoice Date"]),
        "description": row["Description"],
        "currency_id": currency.id,
        "invoice_amount": row["Invoice Amount"],
        "withholding": row["Withholding Amount"],
        "discount": row["Terms Discount Taken"],
        "paid": row["Amount Paid"],
        "remaining": row["Remaining Amount"],
        "line_class": line_class,
        "match_state": "proposed" if move else "question",
        "needs_me": not move,
        "move_id": move.id,
    })
    if move:
        env["amazon.vendor.match"].create({
            "line_id": line.id,
            "remittance_id": remittance_id,
            "company_id": line.company_id.id,
            "move_id": move.id,
            "currency_id": currency.id,
            "amount": line.paid,
        })


def _find(env, number):
    """Return the only posted invoice that has this number, whichever of its columns names it."""
    found = env["account.move"].search([
        ("move_type", "in", SOLD),
        ("state", "=", "posted"),
        "|", "|", ("name", "=ilike", number), ("payment_reference", "=ilike", number), ("ref", "=ilike", number),
    ], limit=2)
    return found if len(found) == 1 else found.browse()


def _day(value):
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None
