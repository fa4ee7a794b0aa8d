"""Order lines in Amazon's form, made from products."""

WEIGHT_UNIT_OF_CURRENCY = {"USD": "POUNDS"}  # everywhere else the kilogram


def line(
    product, quantity, currency, unit="Eaches", unit_size=None, cost=None, list_price=False, back_order=False,
    identifiers="asin sku", **fields,
):
    """Return one item of an order.

    `identifiers` names what Amazon states: asin, and sku, gtin13 or gtin14 as the vendor's id.
    `list_price=True` states it too; `cost=False` leaves the net cost out, as for some books. `fields` go in as given.
    """
    item = {}
    for identifier in identifiers.split():
        key = "amazonProductIdentifier" if identifier == "asin" else "vendorProductIdentifier"
        item[key] = getattr(product, identifier)
    size = unit_size or (product.case_size if unit == "Cases" else 1)
    item["orderedQuantity"] = {"amount": quantity, "unitOfMeasure": unit, "unitSize": size}
    item["isBackOrderAllowed"] = back_order
    weight_unit = {"unitOfMeasure": WEIGHT_UNIT_OF_CURRENCY.get(currency, "KILOGRAMS")} if product.by_weight else {}
    if cost is not False:
        item["netCost"] = {"currencyCode": currency, "amount": str(cost or product.cost_in(currency)), **weight_unit}
    if list_price and product.list_price:
        item["listPrice"] = {"currencyCode": currency, "amount": str(product.list_price_in(currency))}
    return {**item, **fields}
