"""A payee of Amazon's, invoices that are posted, and the files that a person downloads about them."""

from odoo.tests import new_test_user

from simulator.files import Ledger, write
from tests.integration.money.common import FileCase

PAYEE = "ACRNU"
CODES = ("ACRN1", "ACRN2")
ACCOUNTANT = "accountant"


def load(env):
    """Make a payee with two vendor codes, and an accountant."""
    company = env.ref("base.main_company")
    company.write({"country_id": env.ref("base.us").id, "currency_id": env.ref("base.USD").id})
    env["account.chart.template"].try_loading("generic_coa", company=company, install_demo=False)
    customer = env["res.partner"].create({"name": "Amazon.com Services LLC", "is_company": True})
    account = env["amazon.vendor.account"].create({
        "name": "Acorn", "environment": "simulator", "region": "NA", "company_id": company.id,
        "endpoint": "http://127.0.0.1:9",
    })
    payee = env["amazon.vendor.payee"].create({
        "name": PAYEE, "environment": "simulator", "company_id": company.id, "partner_id": customer.id,
    })
    env["amazon.vendor.code"].create([
        {"account_id": account.id, "name": name, "company_id": company.id, "payee_id": payee.id,
         "partner_id": customer.id}
        for name in CODES
    ])
    new_test_user(
        env, login=ACCOUNTANT, groups="acorn_vendor_connector.group_accountant,account.group_account_invoice",
        company_id=company.id, company_ids=[(6, 0, company.ids)],
    )


def post(env, *invoices):
    """Post invoices of (number, amount, purchase order or nothing, day); a negative amount is a credit note's."""
    drafts = draft(env, *invoices)
    drafts.action_post()
    return drafts


def draft(env, *invoices):
    """Write invoices that nobody has posted yet."""
    customer = env["amazon.vendor.payee"].search([("name", "=", PAYEE)]).partner_id
    return env["account.move"].create([
        {
            "move_type": "out_invoice" if amount > 0 else "out_refund",
            "name": number,
            "ref": order,
            "partner_id": customer.id,
            "invoice_date": day,
            "invoice_line_ids": [
                (0, 0, {"name": "Mugs", "quantity": 1, "price_unit": abs(amount), "tax_ids": [(5, 0, 0)]})
            ],
        }
        for number, amount, order, day in invoices
    ])


class Download:
    """Four files about the same payments, in the order in which a person downloads them, and what Amazon has paid.

    First two payments as they were before the bank returned one of them; then one of them again and of a third not all
    lines, some of them hidden; then all lines of that; last the void, and the payment that was made in its place.
    """

    def __init__(self, seed, first_number):
        options = {
            "seed": seed, "invoices": 26, "payments": 3, "payee": PAYEE, "vendor_codes": CODES, "voided": 1,
            "first_number": first_number,
        }
        ledger, hiding = Ledger(**options), Ledger(**options, hidden=2)
        self.invoices = [
            (each.number, each.amount, each.purchase_order, each.date) for each in ledger.invoices
        ]
        self.files = [
            write(ledger, "remittance_us", container="csv", payments=(0, 1), shows_voids=False).body,
            write(hiding, "remittance_us", container="csv", payments=(1, 2), part=0.6).body,
            write(ledger, "remittance_us", payments=(1, 2)).body,
            write(ledger, "remittance_us", container="csv", payments=(0, 3)).body,
        ]
        self.chargebacks = write(ledger, "chargebacks_us").body
        self.halves, halved = _halves(str(900000 + first_number))
        stated = {payment.number: [len(payment.lines), f"{payment.amount:.2f}"] for payment in ledger.payments}
        self.paid = {**stated, **halved}


def _halves(number):
    """Return two files of one payment that show different lines of it, with one in common; and what it is in truth."""
    lines = [(f"{number}-{turn}", f"{turn}.00") for turn in range(1, 6)]
    files = [
        FileCase.workbook({"number": number, "amount": "15.00", "lines": part}) for part in (lines[:3], lines[2:])
    ]
    return files, {number: [5, "15.00"]}
