"""The demo's money: invoices that Amazon pays, and the files about them that wait for the accountant."""
from collections import Counter
from datetime import timedelta
from decimal import Decimal

from odoo import Command, fields

from simulator.files import Ledger, bad, write
from simulator.files.stories import USUAL

from .amazon import COMPANY_OF_CODE
from .companies import EUROPE, US, find_or_create

DAYS = 85  # since the first invoices; the last payment is about two weeks old
FORMS = {"slashes": 80, "leading_zeros": 12, "ends_in_sc": 8}
# Lines of which only a person can tell what they pay.
DOUBTFUL = {**USUAL, "twins_of_order": 5, "number_cut": 3, "paid_twice": 2}
# Each payee: its company, the seed of its story, what its ledger is made of, and where its files come from.
PAYEES = {
    "ACRNU": (US, 11, {"currency": "USD", "vendor_codes": ("ACRN1", "ACRN2"), "hidden": 1, "stories": DOUBTFUL}),
    "ACREU": (EUROPE, 12, {"currency": ("EUR", "GBP"), "vendor_codes": ("ACRD1", "ACRG1"), "first_number": 501}),
}
INVOICES, PAYMENTS = 60, 3
# Each file: payee, layout, and how it is written.
FILES = (
    ("ACRNU", "remittance_us", {"payments": (0, 1), "nasty": "mangled_numbers,title_rows"}),
    ("ACRNU", "remittance_us", {"payments": (2,)}),
    ("ACRNU", "deductions", {"dates": "mmm d, yyyy"}),
    ("ACREU", "remittance_eu", {"container": "csv", "nasty": "bom,trailing_columns"}),
)
# A file that waits for a person: its dates can be read in two ways.
ASKS = ("ACRNU", "ambiguous_dates")


def load_money(env, companies):
    """Name the payees, post the invoices and bring in the files of a person who has not looked at them yet."""
    for name, (company_name, _seed, _options) in PAYEES.items():
        payee = _load_payee(env, name, companies[company_name])
        if not env["amazon.vendor.file"].search_count([("payee_id", "=", payee.id)]):
            ledger = ledger_of(payee)
            _post_invoices(env, companies, ledger)
            _bring_files(env, payee, ledger)


def ledger_of(payee):
    """Return the payee's ledger: the same one on each day, as its go-live says when the story began."""
    _company, seed, options = PAYEES[payee.name]
    return Ledger(
        seed=seed, invoices=INVOICES, payments=PAYMENTS, payee=payee.name, start=payee.go_live, forms=FORMS, **options
    )


def _load_payee(env, name, company):
    codes = env["amazon.vendor.code"].search([
        ("name", "in", PAYEES[name][2]["vendor_codes"]), ("environment", "=", "simulator"),
    ])
    payee = find_or_create(
        env["amazon.vendor.payee"],
        [("name", "=", name), ("environment", "=", "simulator")],
        company_id=company.id,
        partner_id=codes[:1].partner_id.id,
        go_live=fields.Date.today() - timedelta(days=DAYS),
        responsible_id=env["res.users"].search([("login", "=", "accountant")], limit=1).id,
    )
    codes.payee_id = payee
    return payee


def _post_invoices(env, companies, ledger):
    """Post what Amazon owes; taxes would be added to the amounts that the story tells, so there are none."""
    codes = {code.name: code for code in env["amazon.vendor.code"].search([("environment", "=", "simulator")])}
    moves = env["account.move"]
    for company in env["res.company"].union(*companies.values()):
        moves |= moves.with_company(company).create([
            {
                "move_type": "out_invoice" if invoice.amount >= 0 else "out_refund",
                "name": invoice.number,
                "company_id": company.id,
                "partner_id": codes[invoice.vendor_code].partner_id.id,
                "invoice_date": invoice.date,
                "currency_id": env.ref(f"base.{invoice.currency}").id,
                "ref": invoice.purchase_order,
                "invoice_line_ids": [Command.create({
                    "name": f"Goods of purchase order {invoice.purchase_order}",
                    "price_unit": float(abs(invoice.amount)),
                    "tax_ids": [Command.clear()],
                })],
            }
            for invoice in ledger.invoices
            if companies[COMPANY_OF_CODE[invoice.vendor_code]] == company
        ])
    moves.action_post()


def _bring_files(env, payee, ledger):
    accountant = env["res.users"].search([("login", "=", "accountant")], limit=1)
    files = env["amazon.vendor.file"].with_user(accountant).with_company(payee.company_id)
    for owner, layout, options in FILES:
        if owner == payee.name:
            file = write(ledger, layout, **options)
            files._take_in(file.body, file.name, payee.with_env(files.env))
    if payee.name == ASKS[0]:
        file = bad.write(ASKS[1])
        files._take_in(file.body, file.name, payee.with_env(files.env), parks=True)


# ------------------------------------------------------------------ how the story ended


def count_money(env):
    """Return what the books say of the payments: lines by class, what they pay, and which matches are wrong."""
    lines = env["amazon.vendor.remittance.line"].search([("is_remainder", "=", False)])
    return {
        "remittances": len(lines.remittance_id),
        "remittances_to_check": any(each.state == "to_check" for each in lines.remittance_id),
        "files_parked": env["amazon.vendor.file"].search_count([("state", "=", "parked")]),
        "lines": dict(Counter(map(_class, lines))),
        "paid": _sums((line.currency_id.name, Decimal(str(line.paid))) for line in lines),
        "wrong_matches": _wrong_matches(env, lines),
    }


def expect_money(env):
    """Work out the same from the simulator's own ledgers."""
    shown = [line for payment in _payments(env) for line in payment.lines]
    return {
        "remittances": PAYMENTS * len(PAYEES),
        "remittances_to_check": True,
        "files_parked": 1,
        "lines": dict(Counter(map(_class, shown))),
        "paid": _sums((line.currency, line.paid) for line in shown),
        "wrong_matches": [],
    }


def _payments(env):
    payees = env["amazon.vendor.payee"].search([("name", "in", list(PAYEES)), ("environment", "=", "simulator")])
    return [payment for payee in payees for payment in ledger_of(payee).payments]


def _class(line):
    """Name the class of a line, of ours or of the ledger's."""
    return f"{line.line_class}{' reversal' if line.is_reversal else ''}"


def _sums(amounts):
    sums = Counter()
    for currency, amount in amounts:
        sums[currency] += amount
    return {currency: str(total) for currency, total in sorted(sums.items())}


def _wrong_matches(env, lines):
    """Return the lines that are matched to other invoices than the ledger says."""
    truth = Counter(
        (payment.number, line.paid, tuple(sorted(invoice.number for invoice in line.invoices)))
        for payment in _payments(env) for line in payment.lines
    )
    wrong = []
    for line in lines.filtered("match_ids"):
        invoices = tuple(sorted(line.match_ids.move_id.mapped("name")))
        is_true = (line.remittance_id.name, Decimal(str(line.paid)), invoices) in truth
        if not is_true:
            wrong.append(f"{line.remittance_id.name} {line.number}: {', '.join(invoices)}")
    return wrong
