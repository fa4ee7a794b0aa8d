"""The connector's own way, and what is in the books afterwards."""

import time


def pull(work):
    """Pull all that is due; a sample is a page."""
    while pages := work.one_unit("amazon.vendor.cursor", "_cron_pull"):
        work.note(pages)


def receive(work):
    """Do both crons' work in turns, a batch of orders and then what it put off: all that one worker has to do."""
    while received := work.one_unit("amazon.vendor.message", "_cron_receive_messages"):
        while work.one_unit("amazon.vendor.stock.task", "_cron_reserve_and_replenish"):
            pass
        work.note(received)


def prepare_crons(work, lanes):
    """Leave on only what makes deliveries of archived orders, with so many lanes, and have it done at once."""
    with work.environment() as env:
        messages, crons = env["amazon.vendor.message"], env["ir.cron"]
        messages._set_lanes(lanes)
        ours = messages._lanes("receive") | env.ref("acorn_vendor_connector.cron_stock_tasks")
        (crons.search([]) - ours).active = False
        messages._trigger("receive")


def work_as_cron(work):
    """Be one of Odoo's cron workers until nothing is left to do."""
    while _is_left(work):
        work.as_cron_worker()
        time.sleep(0.05)


def _is_left(work):
    with work.environment() as env:
        archived = env["amazon.vendor.message"].search_count([("state", "=", "archived")], limit=1)
        return archived or env["amazon.vendor.stock.task"].search_count([], limit=1)


def database_bytes(work):
    with work.environment() as env:
        return _database_bytes(env)


def _database_bytes(env):
    env.cr.execute("SELECT pg_database_size(current_database())")
    return env.cr.fetchone()[0]


def books(work):
    """Return what became of every order, by number, and what does not belong to an order."""
    with work.environment() as env:
        env.cr.execute(
            """
            SELECT mirror.name, json_build_object(
                       'sale_order', sale.state,
                       'untaxed', sale.amount_untaxed,
                       'total', sale.amount_total,
                       'lines', lines.count,
                       'taxed', lines.taxed,
                       'analytic', lines.analytic,
                       'amazon_lines', (SELECT count(*) FROM amazon_vendor_purchase_order_line
                                         WHERE order_id = mirror.id),
                       'amazon_amount', mirror.amount_total,
                       'pickings', moves.pickings,
                       'moves', moves.count,
                       'pieces', moves.pieces,
                       'reserved', moves.reserved)
              FROM amazon_vendor_purchase_order mirror
              JOIN sale_order sale ON sale.amazon_vendor_purchase_order_id = mirror.id
              JOIN LATERAL (
                   SELECT count(*), count(analytic_distribution) AS analytic,
                          count(*) FILTER (WHERE EXISTS (SELECT FROM account_tax_sale_order_line_rel
                                                          WHERE sale_order_line_id = line.id)) AS taxed
                     FROM sale_order_line line WHERE line.order_id = sale.id) lines ON true
              JOIN LATERAL (
                   SELECT count(DISTINCT move.picking_id) AS pickings, count(*), sum(move.product_qty) AS pieces,
                          sum((SELECT sum(quantity_product_uom) FROM stock_move_line
                                WHERE move_id = move.id)) AS reserved
                     FROM stock_move move JOIN sale_order_line line ON line.id = move.sale_line_id
                    WHERE line.order_id = sale.id AND move.state = 'assigned') moves ON true
            """
        )
        orders = dict(env.cr.fetchall())
        env.cr.execute("SELECT state, count(*) FROM amazon_vendor_message GROUP BY state")
        messages = dict(env.cr.fetchall())
        env.cr.execute("SELECT sum(octet_length(data)) FROM amazon_vendor_page_body")
        [page_bytes] = env.cr.fetchone()
        short = env["stock.warehouse.orderpoint"].search([]).filtered(lambda rule: rule.qty_to_order > 0)
        return {
            "orders": orders,
            "messages": messages,
            "page_bytes": int(page_bytes),
            "database_bytes": _database_bytes(env),
            "put_off": env["amazon.vendor.stock.task"].search_count([]),
            "not_replenished": len(short),
        }
