"""The tables that grow with every order."""

TABLES = (
    "amazon_vendor_page", "amazon_vendor_page_body", "amazon_vendor_message", "amazon_vendor_purchase_order",
    "amazon_vendor_purchase_order_line", "amazon_vendor_purchase_order_change", "sale_order", "sale_order_line",
    "stock_picking",
)
