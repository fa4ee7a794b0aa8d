"""Count what a crash could lose or double, and say what is right."""

QUESTIONS = {
    "purchase_orders": "SELECT count(*) FROM amazon_vendor_purchase_order",
    "purchase_order_numbers": "SELECT count(DISTINCT name) FROM amazon_vendor_purchase_order",
    "purchase_order_lines": "SELECT count(*) FROM amazon_vendor_purchase_order_line",
    "sale_orders": """SELECT count(*) FROM sale_order
                       WHERE amazon_vendor_purchase_order_id IS NOT NULL AND state != 'cancel'""",
    "confirmed": """SELECT count(*) FROM sale_order
                     WHERE amazon_vendor_purchase_order_id IS NOT NULL AND state = 'sale'""",
    "sale_order_references": "SELECT count(DISTINCT client_order_ref) FROM sale_order WHERE state != 'cancel'",
    "all_sale_orders": "SELECT count(*) FROM sale_order",
    "sale_order_lines": "SELECT count(*) FROM sale_order_line",
    "deliveries": "SELECT count(*) FROM stock_picking WHERE state != 'cancel'",
    "stock_tasks": "SELECT count(*) FROM amazon_vendor_stock_task",
    "pieces_neither_reserved_nor_missing": """
        SELECT COALESCE(sum(LEAST(stock.on_hand, moves.wanted) - stock.reserved), 0)
          FROM (SELECT quant.product_id, sum(quant.quantity) AS on_hand, sum(quant.reserved_quantity) AS reserved
                  FROM stock_quant quant JOIN stock_location place ON place.id = quant.location_id
                 WHERE place.usage = 'internal' GROUP BY 1) stock
          JOIN (SELECT product_id, sum(product_qty) AS wanted FROM stock_move GROUP BY 1) moves
               ON moves.product_id = stock.product_id""",
    "pieces_reserved_on_one_side_only": """
        SELECT (SELECT sum(quantity_product_uom) FROM stock_move_line)
             - (SELECT sum(reserved_quantity) FROM stock_quant)""",
    "messages": "SELECT count(*) FROM amazon_vendor_message WHERE document_type = 'purchase_order'",
    "applied": """SELECT count(*) FROM amazon_vendor_message
                   WHERE document_type = 'purchase_order' AND state = 'applied' AND is_current""",
    "doubled_statuses": """SELECT count(*) - count(DISTINCT reference) FROM amazon_vendor_message
                            WHERE document_type = 'order_status' AND is_current""",
    "pages_without_bytes": """SELECT count(*) FROM amazon_vendor_page page
                               WHERE NOT EXISTS (SELECT 1 FROM amazon_vendor_page_body WHERE page_id = page.id)""",
    "feeds_in_trouble": "SELECT count(*) FROM amazon_vendor_cursor WHERE error_kind IS NOT NULL",
}


def count(cr):
    """Return the counts of the books."""
    found = {}
    for name, question in QUESTIONS.items():
        cr.execute(question)
        [found[name]] = cr.fetchone()
    return found


def expected(placed):
    """Return the counts that are right for the orders that Amazon holds."""
    orders, lines = len(placed), sum(len(order.lines) for order in placed)
    return {
        "purchase_orders": orders,
        "purchase_order_numbers": orders,
        "purchase_order_lines": lines,
        "sale_orders": orders,
        "confirmed": orders,
        "sale_order_references": orders,
        "all_sale_orders": orders,
        "sale_order_lines": lines,
        "deliveries": orders,
        "stock_tasks": 0,
        "pieces_neither_reserved_nor_missing": 0,
        "pieces_reserved_on_one_side_only": 0,
        "messages": orders,
        "applied": orders,
        "doubled_statuses": 0,
        "pages_without_bytes": 0,
        "feeds_in_trouble": 0,
    }
