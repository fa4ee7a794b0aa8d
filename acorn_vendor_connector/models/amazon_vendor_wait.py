"""Reasons are stored as codes with values and put into words when somebody reads them."""

from odoo.tools.translate import LazyTranslate

from .amazon_vendor_acknowledgement_reasons import ANSWER_REASONS
from .amazon_vendor_money_reasons import MONEY_REASONS
from .amazon_vendor_reason_values import shown

_lt = LazyTranslate(__name__)

REASONS = {
    **ANSWER_REASONS,
    **MONEY_REASONS,
    # why an order waits
    "no_ship_to": _lt("The order names no ship-to location. Ask Amazon, then press Retry."),
    "ship_to_unmapped": _lt(
        "Ship-to %(ship_to)s is not assigned to a store yet. Assign it; the order goes on by itself."
    ),
    "store_incomplete": _lt("Store %(store)s has no warehouse yet. Choose one; then press Retry."),
    "no_customer": _lt("Bill-to %(bill_to)s has no customer yet. Choose one; the order goes on by itself."),
    "products_unmapped": _lt(
        "%(count)s product(s) are not mapped yet: %(identifiers)s. Map them; the order goes on by itself."
    ),
    "product_not_identified": _lt("Line %(line)s names neither an ASIN nor a vendor product number. Ask Amazon."),
    "product_not_sellable": _lt(
        "Product %(product)s cannot be sold by %(company)s. Share it with that company or map another one."
    ),
    "uom_mismatch": _lt(
        "The unit mapped for %(product)s cannot be converted to the product's own unit. Correct the mapping."
    ),
    "case_size_missing": _lt("Line %(line)s is ordered in cases without a case size. Ask Amazon."),
    "no_pricelist": _lt(
        "No pricelist is set for %(currency)s on vendor code %(vendor_code)s. Choose one; the order goes on by itself."
    ),
    "currency_inactive": _lt("Currency %(currency)s is not active. Activate it and press Retry."),
    "currency_no_rate": _lt("Currency %(currency)s has no exchange rate in %(company)s. Enter one and press Retry."),
    "no_currency": _lt("Line %(line)s has a price without a currency. Ask Amazon."),
    "mixed_currencies": _lt("The lines are in several currencies: %(currencies)s. Ask Amazon to split the order."),
    "price_not_positive": _lt("Line %(line)s has a price of %(price)s. Ask Amazon for the right price."),
    "price_missing": _lt(
        "Line %(line)s has no net cost and there is no agreed price for %(product)s in the pricelist."
    ),
    "weight_missing": _lt(
        "Line %(line)s is priced by weight and %(product)s has no weight. Enter it; the order goes on by itself."
    ),
    "weight_unit_unknown": _lt("Line %(line)s is priced per %(unit)s, a unit that is not understood."),
    "price_included_tax": _lt(
        "The tax %(tax)s of %(product)s is included in the price, but Amazon's cost is without tax. Use a tax "
        "that is added."
    ),
    "other_company_shipped": _lt(
        "Amazon moved the order to %(ship_to)s, which %(company)s delivers from another warehouse, but a part "
        "has already left. Settle it with Amazon."
    ),
    "products_conflict": _lt(
        "Line %(line)s (%(identifiers)s) is mapped to more than one product. Correct the mapping; the order "
        "goes on by itself."
    ),
    "company_has_production": _lt(
        "Orders of a simulator or sandbox never enter the books of a company with a production account. Use "
        "another store."
    ),
    "reference_in_use": _lt(
        "A sale order already has %(number)s as its customer reference. Link it, or change its reference and "
        "press Retry."
    ),
    # why an answer cannot wait
    "answer_due": _lt(
        "Amazon asks for an answer within 24 hours of the order's date. Look at the proposals and send them; the "
        "orders, the first to answer first:"
    ),
    "answer_late": _lt(
        "Little working time is left, or none, and these orders are still not answered. Amazon counts them as not "
        "confirmed and may cancel them. Answer them, or see to it that somebody does:"
    ),
    # why a change was not applied
    "locked": _lt("The sale order is locked."),
    "shipped": _lt("It has already been shipped."),
    "invoiced": _lt("It has already been invoiced."),
    "below_delivered": _lt("More has already been delivered."),
    "edited": _lt("Somebody changed it here: it was %(expected)s at Amazon and is %(actual)s in the sale order."),
    "no_sale_line": _lt("The sale order has no line for it any more."),
    "sale_cancelled": _lt("The sale order is cancelled."),
    "needs_person": _lt("A person has to decide: do it by hand if it is right."),
    "closed_at_amazon": _lt(
        "Amazon closed the order and expects nothing more, but a part has not left yet. Check whether to cancel it."
    ),
    "changes_not_applied": _lt(
        "Amazon changed the order after it was taken, and a part could not be followed. See its tab Changes."
    ),
    "not_possible": _lt("Odoo did not allow it: %(error)s"),
}


def reason(code, **values):
    """Return the storable form of a reason."""
    return {"code": code, "params": values}


def render_reason(env, stored, **known):
    """Put a stored reason into the reader's language, amounts and dates as he writes them.

    `known` are values that are not stored with it, such as the currency of the record that the reason is about.
    """
    code = stored.get("code")
    sentence = REASONS.get(code)
    if sentence is None:
        return code or ""
    params = {**stored.get("params", {}), **known}
    text = env._(sentence)
    return text % _Values({**params, **shown(env, code, params)})


class _Values(dict):
    """Values of a reason; an older one that lacks what today's sentence says must not break a list."""

    def __missing__(self, key):
        return "?"
