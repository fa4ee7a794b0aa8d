"""The connector's own way, and what is in the books afterwards."""


def pull(work):
    work.loop("amazon.vendor.cursor", "_cron_pull")


def receive(work):
    work.loop("amazon.vendor.message", "_cron_receive_messages")


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
        env.cr.execute("SELECT count(*), sum(octet_length(data)) FROM amazon_vendor_page_body")
        pages, page_bytes = env.cr.fetchone()
        short = env["stock.warehouse.orderpoint"].search([]).filtered(lambda rule: rule.qty_to_order > 0)
        return {
            "orders": orders,
            "messages": messages,
            "pages": pages,
            "page_bytes": page_bytes,
            "not_replenished": len(short),
        }
