"""Two companies whose customer is Amazon, and as many posted invoices as wanted, written by SQL as Odoo writes them.

The invoices come as a file, a line of JSON each, in the words of `simulator.files.Ledger`. One invoice per company,
currency and direction is posted by Odoo itself: the others are copies of it with a number, a date and an amount of
their own, so that whatever reads them finds every column as Odoo would have filled it.
"""

import json
import re
from decimal import Decimal

from odoo import Command
from odoo.tests import new_test_user

from benchmarks.jobs import orders_world
from tests.scale.filling import without_indexes

TABLES = ("account_move", "account_move_line")
COLUMNS = ("number", "date", "amount", "currency", "purchase_order", "vendor_code", "company", "prefix", "place")
COPIED = "COPY invoice_stated (%s) FROM STDIN" % ", ".join(COLUMNS)  # noqa: UP031 - COPY's own words
LAST_DIGITS = re.compile(r"(\d+)(\D*)$")
# The invoice's own columns; a pattern's are kept for all others.
MOVE = {
    "name": "stated.number",
    "ref": "stated.purchase_order",
    "payment_reference": "CASE WHEN stated.amount > 0 THEN stated.number END",
    "sequence_prefix": "stated.prefix",
    "sequence_number": "stated.place",
    "date": "stated.date",
    "invoice_date": "stated.date",
    "invoice_date_due": "stated.date + 60",
    "amount_untaxed": "abs(stated.amount)",
    "amount_total": "abs(stated.amount)",
    "amount_residual": "abs(stated.amount)",
    "amount_untaxed_in_currency_signed": "stated.amount",
    "amount_total_in_currency_signed": "stated.amount",
    "amount_untaxed_signed": "stated.balance",
    "amount_total_signed": "stated.balance",
    "amount_residual_signed": "stated.balance",
}
LINE = {
    "move_id": "stated.move_id",
    "move_name": "stated.number",
    "ref": "stated.purchase_order",
    "date": "stated.date",
    "invoice_date": "stated.date",
}
# What is owed; and what was sold for it, with the opposite sign.
RECEIVABLE = {
    "name": "CASE WHEN stated.amount > 0 THEN coalesce(stated.purchase_order || ' - ', '') || stated.number END",
    "date_maturity": "stated.date + 60",
    "balance": "stated.balance",
    "debit": "greatest(stated.balance, 0)",
    "credit": "greatest(-stated.balance, 0)",
    "amount_currency": "stated.amount",
    "amount_residual": "stated.balance",
    "amount_residual_currency": "stated.amount",
}
SOLD = {
    "balance": "-stated.balance",
    "debit": "greatest(-stated.balance, 0)",
    "credit": "greatest(stated.balance, 0)",
    "amount_currency": "-stated.amount",
    "price_unit": "abs(stated.amount)",
    "price_subtotal": "abs(stated.amount)",
    "price_total": "abs(stated.amount)",
}


def load(work, path, payee, vendor_codes, companies, currencies):
    """Make a payee that companies share, each with a vendor code of its own, and post the invoices of a file."""
    with work.environment() as env:
        env["res.currency"].with_context(active_test=False).search([("name", "in", currencies)]).active = True
        found = _companies(env, companies)
        _people_and_codes(env, found, payee, vendor_codes)
        env.cr.commit()
        _fill(env, path)
        env.cr.commit()
        orders_world.analyse(env.cr)
        env.cr.commit()


def _people_and_codes(env, companies, payee, vendor_codes):
    """Make Amazon as a customer, how it calls us and whom it pays, and an accountant of all companies."""
    customer = env["res.partner"].create({"name": "Amazon.com Services LLC", "is_company": True})
    app = env["amazon.vendor.app"].create({"name": "App", "client_id": "app"})
    account = env["amazon.vendor.account"].create({
        "name": "Measured", "environment": "simulator", "region": "NA", "app_id": app.id,
        "company_id": companies[0].id, "endpoint": "http://127.0.0.1:9",
    })
    paid = env["amazon.vendor.payee"].create({
        "name": payee, "environment": "simulator", "company_id": companies[0].id, "partner_id": customer.id,
    })
    codes = env["amazon.vendor.code"]._get_or_create(account, vendor_codes)
    for name, company in zip(vendor_codes, companies, strict=True):
        codes[name].write({"payee_id": paid.id, "partner_id": customer.id, "company_id": company.id})
    new_test_user(
        env, login="accountant", groups="acorn_vendor_connector.group_accountant,account.group_account_user",
        company_id=companies[0].id, company_ids=[Command.set(companies.ids)],
    )


def _companies(env, names):
    """Return the companies, named and ordered as in the ledger, each with accounts and journals."""
    first, *others = [
        {"name": name, "country_id": env.ref("base.us").id, "currency_id": env.ref("base.USD").id} for name in names
    ]
    found = env.ref("base.main_company")
    found.write(first)
    found |= env["res.company"].create(others)
    for company in found:
        env["account.chart.template"].try_loading("generic_coa", company=company, install_demo=False)
    env.user.company_ids |= found
    return found


def _fill(env, path):
    _state(env.cr, path)
    patterns = {kind: _pattern(env, *kind) for kind in _kinds(env.cr)}
    with without_indexes(env.cr, TABLES):
        for kind, pattern in patterns.items():
            _copy(env.cr, pattern, *kind)
    env["account.move"]._amazon_vendor_fill_keys()
    env.cr.execute("DROP TABLE invoice_stated")


def _state(cr, path):
    """Take the file's invoices into a table of their own."""
    cr.execute(
        """CREATE TEMPORARY TABLE invoice_stated (
               number varchar, date date, amount numeric, currency varchar, purchase_order varchar, vendor_code varchar,
               company varchar, prefix varchar, place integer, balance numeric, move_id integer)"""
    )
    with open(path, encoding="utf-8") as lines:
        cr.copy_expert(COPIED, Rows(lines))


class Rows:
    """Read invoices as COPY wants them, a piece at a time."""

    def __init__(self, lines):
        self._lines, self._left = lines, ""

    def read(self, size):
        while len(self._left) < size:
            line = next(self._lines, None)
            if line is None:
                break
            self._left += "\t".join(map(_cell, _row(json.loads(line)))) + "\n"
        piece, self._left = self._left[:size], self._left[size:]
        return piece


def _row(invoice):
    """Return the columns of an invoice, with the parts of its number that Odoo keeps for the next one."""
    digits = LAST_DIGITS.search(invoice["number"])
    prefix, place = (invoice["number"][: digits.start()], int(digits[1][-9:])) if digits else (invoice["number"], 0)
    return [*(invoice.get(name) for name in COLUMNS[:-2]), prefix, place]


def _cell(value):
    if value is None:
        return r"\N"
    return str(value).replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n")


def _kinds(cr):
    cr.execute("SELECT DISTINCT company, currency, amount < 0 FROM invoice_stated ORDER BY 1, 2, 3")
    return cr.fetchall()


def _pattern(env, company, currency, is_credit):
    """Have Odoo post one document of this kind."""
    owner = env["res.company"].search([("name", "=", company)])
    move = env["account.move"].with_company(owner).create({
        "move_type": "out_refund" if is_credit else "out_invoice",
        "partner_id": env["amazon.vendor.payee"].search([]).partner_id[:1].id,
        "currency_id": env["res.currency"].search([("name", "=", currency)]).id,
        "invoice_date": "2025-01-31",
        "name": f"PATTERN{company}{currency}{int(is_credit)}".upper(),
        "invoice_line_ids": [Command.create({
            "name": "Goods", "quantity": 1, "price_unit": 100, "tax_ids": [Command.clear()],
        })],
    })
    move.action_post()
    env.flush_all()
    return move


def _copy(cr, pattern, company, currency, is_credit):
    """Copy a document for each that is stated of its kind, with its two lines."""
    cr.execute(
        """UPDATE invoice_stated
              SET move_id = nextval('account_move_id_seq'), balance = round(amount / %s, 2)
            WHERE company = %s AND currency = %s AND (amount < 0) = %s""",
        [Decimal(repr(pattern.invoice_currency_rate)), company, currency, is_credit],
    )
    kind = {"company": company, "currency": currency, "is_credit": is_credit}
    _insert(cr, "account_move", pattern.id, kind, {"id": "stated.move_id", **MOVE})
    for line in pattern.line_ids:
        own = RECEIVABLE if line.display_type == "payment_term" else SOLD
        _insert(cr, "account_move_line", line.id, kind, {**LINE, **own})


def _insert(cr, table, pattern, kind, values):
    cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    columns = [name for (name,) in cr.fetchall() if name != "id" or "id" in values]
    copied = [values.get(name) or (f'pattern."{name}"' if not name.endswith("_key") else "NULL") for name in columns]
    cr.execute(  # pylint: disable=sql-injection
        f"""INSERT INTO {table} ({", ".join(f'"{name}"' for name in columns)})
            SELECT {", ".join(copied)} FROM invoice_stated stated JOIN {table} pattern ON pattern.id = %(pattern)s
             WHERE stated.company = %(company)s AND stated.currency = %(currency)s
               AND (stated.amount < 0) = %(is_credit)s
             ORDER BY stated.number""",  # noqa: S608 - our own words
        {"pattern": pattern, **kind},
    )
