"""A company with what real ones have: stock to reserve, taxes, an analytic model, products that reorder themselves."""

from tests.crashing import world

ON_HAND = 10_000_000
REORDERED = 5  # of 200 products


def load(work, place, parameters=None):
    """Make the world in which every order of the simulator's `bulk` can be booked; `parameters` are settings."""
    with work.environment() as env:
        world.load(env, place)
        status_feeds = env["amazon.vendor.cursor"].search([("feed", "in", ("order_status", "open_orders"))])
        status_feeds.enabled = False  # orders alone are measured
        products = env["amazon.vendor.product"].search([]).product_id.sorted("default_code")
        products.taxes_id = env.ref("base.main_company").account_sale_tax_id
        _stock(env, products)
        _distribute(env)
        for name, value in (parameters or {}).items():
            env["ir.config_parameter"].set_param(name, value)
        env.cr.commit()
        analyse(env.cr)


def _stock(env, products):
    """Put everything on stock; some products get what is sold from a reserve, at once."""
    warehouse = env["amazon.vendor.store"].search([]).warehouse_id
    stock = warehouse.lot_stock_id
    reserve = env["stock.location"].create({"name": "Reserve", "location_id": warehouse.view_location_id.id})
    reordered = products[:: len(products) // REORDERED][:REORDERED]
    for product in products:
        env["stock.quant"]._update_available_quantity(product, stock, ON_HAND)
    for product in reordered:
        env["stock.quant"]._update_available_quantity(product, reserve, ON_HAND)
    reordered.route_ids = env["stock.route"].create({
        "name": "From the reserve",
        "product_selectable": True,
        "rule_ids": [(0, 0, {
            "name": "Reserve to stock",
            "action": "pull",
            "procure_method": "make_to_stock",
            "location_src_id": reserve.id,
            "location_dest_id": stock.id,
            "picking_type_id": warehouse.int_type_id.id,
            "warehouse_id": warehouse.id,
        })],
    })
    env["stock.warehouse.orderpoint"].create([
        {
            "product_id": product.id,
            "location_id": stock.id,
            "warehouse_id": warehouse.id,
            "product_min_qty": ON_HAND,
            "product_max_qty": ON_HAND,
        }
        for product in reordered
    ])


def _distribute(env):
    """Give Amazon's turnover an analytic account."""
    plan = env["account.analytic.plan"].create({"name": "Channels"})
    account = env["account.analytic.account"].create({"name": "Amazon Vendor", "plan_id": plan.id})
    env["account.analytic.distribution.model"].create({
        "partner_id": env["amazon.vendor.code"].search([]).partner_id.id,
        "analytic_distribution": {str(account.id): 100},
    })


def analyse(cr):
    """Let the planner know what is there. Tables that are still empty are left out.

    Of an empty table that was never analysed PostgreSQL expects some rows; of an analysed one it expects none, and
    reads all of it for each foreign key until autovacuum comes along, a minute of the measured time.
    """
    cr.execute(
        """SELECT string_agg(oid::regclass::text, ', ') FROM pg_class
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"""
    )
    [tables] = cr.fetchone()
    cr.execute(f"ANALYZE {tables}")
