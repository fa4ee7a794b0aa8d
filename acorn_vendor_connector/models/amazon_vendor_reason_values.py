"""Show the amounts and dates of a reason as its reader writes them; reasons keep them plain."""

from datetime import date
from decimal import Decimal

from odoo.tools import format_date, formatLang
from odoo.tools.translate import LazyTranslate

from .amazon_vendor_heading_meanings import MEANINGS

_lt = LazyTranslate(__name__)

# Currency of the payment, and that of its lines.
PAID_IN, LINES_IN = "currency", "lines_currency"
# Which values of a sentence are amounts, and which value says in what currency; None: a number without one.
AMOUNTS = {
    "amount_too_large": {"amount": PAID_IN},
    "overfilled": {"over": LINES_IN},
    "lines_missing": {"difference": LINES_IN},
    "lines_beyond": {"difference": LINES_IN},
    "payment_hidden_lines": {"difference": LINES_IN},
    "no_lines": {"difference": LINES_IN},
    "no_amount": {"total": LINES_IN},
    "no_invoice_amount": {"total": LINES_IN},
    "no_rate": {"amount": PAID_IN, "total": LINES_IN},
    "rate_differs": {"rate": None, "difference": PAID_IN},
    "note_total_differs": {"stated": None, "total": None},
    "amount_differs": {"line": PAID_IN, "invoice": PAID_IN},
    "paid_too_much": {"total": PAID_IN, "over": PAID_IN},
    "evidence_rule_exact": {"total": PAID_IN},
}
# Sentences that say which of two is more: their amounts have no sign.
WITHOUT_SIGN = frozenset(("overfilled", "lines_missing", "lines_beyond", "rate_differs"))
DATES = {"future_date": ("date",), "file_known": ("date",)}
# What two files may say of one payment, and what of it is an amount.
PAYMENT_FIELDS = {
    "date": _lt("date"),
    "currency": _lt("currency"),
    "amount": _lt("amount"),
    "invoice_currency": _lt("currency of the lines"),
    "invoice_amount": _lt("amount of the lines"),
}
BY_RULE = frozenset(("evidence_number", "evidence_type", "evidence_description"))
PAYMENT_AMOUNTS = {"amount": PAID_IN, "invoice_amount": LINES_IN}


def shown(env, code, params):
    """Return those values of a reason that are written in another way for each reader."""
    if code == "payment_differs":
        return _payment_differs(env, params)
    if code == "ask_heading":
        return {"missing": _columns(env, params.get("missing", ""))}
    if code in BY_RULE and params.get("rule"):
        return {"rule": env["amazon.vendor.class.rule"]._named(params["rule"])}
    found = {name: _day(env, params[name]) for name in DATES.get(code, ()) if params.get(name)}
    for name, slot in AMOUNTS.get(code, {}).items():
        if params.get(name) not in (None, ""):
            number = Decimal(params[name])
            found[name] = _amount(env, abs(number) if code in WITHOUT_SIGN else number, params.get(slot))
    return found


def _payment_differs(env, params):
    """Return the words for what differs: a date, a currency or an amount."""
    field, both = params.get("field"), {name: params[name] for name in ("known", "incoming") if name in params}
    if field in PAYMENT_AMOUNTS:
        currency = params.get(PAYMENT_AMOUNTS[field])
        both = {name: _amount(env, Decimal(value), currency) for name, value in both.items()}
    elif field == "date":
        both = {name: _day(env, value) for name, value in both.items()}
    return {**both, "field": env._(PAYMENT_FIELDS[field])} if field in PAYMENT_FIELDS else both


def _columns(env, names):
    """Return what columns mean, a comma between each."""
    return ", ".join(env._(MEANINGS[name]) if name in MEANINGS else name for name in names.split(", "))


def _day(env, text):
    return format_date(env, date.fromisoformat(text))


def _amount(env, number, currency):
    """Return an amount as the reader writes it; `currency` is a record, a name, or nothing."""
    if isinstance(currency, str):
        currency = _currency(env, currency) or currency
    if currency and not isinstance(currency, str):
        return formatLang(env, float(number), currency_obj=currency)
    places = -min(number.normalize().as_tuple().exponent, 0)
    text = formatLang(env, float(number), digits=max(places, 2) if places else 0)
    return f"{text} {currency}" if currency else text


def _currency(env, name):
    """Return the active currency of this name; Odoo has them at hand."""
    currencies = env["res.currency"]
    known = currencies.get_all_currencies()
    return currencies.browse(next((key for key, each in known.items() if each["name"] == name), ()))
