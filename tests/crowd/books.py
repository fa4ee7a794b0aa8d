"""What is on the shelves before, and in the books afterwards."""

SHELF = 100_000


def full_shelves(env):
    """Return the values of quants: more of every product than all orders together ask for."""
    location = env["stock.warehouse"].search([], limit=1).lot_stock_id
    products = env["amazon.vendor.product"].search([]).product_id
    return [{"product_id": product.id, "location_id": location.id, "quantity": SHELF} for product in products]


def unmap(env, identifiers, count):
    """Forget what the first of these identifiers mean."""
    rows = env["amazon.vendor.product"].search([("identifier", "in", identifiers)], order="id", limit=count)
    for row in rows:
        row.vendor_sku = row.product_id.default_code
    rows.with_context(amazon_vendor_resume_later=True).product_id = False


def left(env):
    """Return everything two runs can be compared by, without ids and times."""
    return {
        "messages": _count(env, "amazon.vendor.message", "state", [("document_type", "=", "purchase_order")]),
        "in_trouble": env["amazon.vendor.message"].search_count([("error_kind", "!=", False)]),
        "mirrors": _count(env, "amazon.vendor.purchase.order", "sync_state"),
        "orders": _orders(env),
        "shelves": _shelves(env),
    }


def _count(env, model, field, domain=()):
    return dict(env[model]._read_group(list(domain), [field], ["__count"]))


def _orders(env):
    """Return each order by Amazon's number: its lines, with what is moved and reserved for them."""
    return {
        sale.client_order_ref: {
            "state": sale.state,
            "note": str(sale.note),
            "total": sale.amount_total,
            "deliveries": len(sale.picking_ids),
            "lines": [
                {
                    "product": line.product_id.default_code,
                    "quantity": line.product_uom_qty,
                    "pieces": line.product_uom_id._compute_quantity(1, line.product_id.uom_id),
                    "price": line.price_unit,
                    "moved": sum(line.move_ids.mapped("product_qty")),
                    "reserved": sum(line.move_ids.mapped("quantity")),
                    "states": sorted(line.move_ids.mapped("state")),
                }
                for line in sale.order_line
            ],
        }
        for sale in env["sale.order"].search([], order="id")
    }


def _shelves(env):
    """Return by product what the shelf holds, and what is reserved of it, told by quants and by move lines."""
    location = env["stock.warehouse"].search([], limit=1).lot_stock_id
    quants = env["stock.quant"]._read_group(
        [("location_id", "=", location.id)], ["product_id"], ["quantity:sum", "reserved_quantity:sum"]
    )
    lines = dict(
        env["stock.move.line"]._read_group(
            [("location_id", "=", location.id), ("state", "not in", ["done", "cancel"])],
            ["product_id"],
            ["quantity_product_uom:sum"],
        )
    )
    return {
        product.default_code: {"held": held, "reserved": reserved, "picked": lines.get(product, 0.0)}
        for product, held, reserved in quants
    }
