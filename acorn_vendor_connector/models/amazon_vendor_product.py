from odoo import fields, models


class AmazonVendorProduct(models.Model):
    """Say which product and unit an identifier of Amazon's means, per vendor code."""

    _name = "amazon.vendor.product"
    _description = "Amazon product mapping"
    _inherit = ["mail.thread"]
    _order = "state desc, order_value desc, id"
    _rec_name = "identifier"

    code_id = fields.Many2one("amazon.vendor.code", "Vendor code", required=True, index=True, ondelete="cascade")
    identifier_type = fields.Selection(
        [("asin", "ASIN"), ("sku", "Vendor product number"), ("gtin", "GTIN / EAN / UPC")], required=True
    )
    identifier = fields.Char(required=True, index=True)
    asin = fields.Char("ASIN seen", readonly=True)
    vendor_sku = fields.Char("Vendor product number seen", readonly=True)
    product_id = fields.Many2one("product.product", tracking=True, index="btree_not_null", ondelete="restrict")
    uom_id = fields.Many2one(
        "uom.uom", "One each is", tracking=True, ondelete="restrict", help="Empty: the product's own unit."
    )
    state = fields.Selection(
        [("unmapped", "To map"), ("mapped", "Mapped")], compute="_compute_state", store=True, index=True
    )
    proposal_product_id = fields.Many2one("product.product", "Proposal", readonly=True, ondelete="set null")
    proposal_reason = fields.Selection(
        [("barcode", "Same barcode"), ("default_code", "Same internal reference"), ("ambiguous", "More than one fits")],
        readonly=True,
    )
    order_value = fields.Monetary(readonly=True, help="Value of the waiting order lines with this identifier.")
    currency_id = fields.Many2one("res.currency", readonly=True)
    deadline = fields.Datetime(readonly=True, help="The first waiting order that needs this product has to leave then.")
    line_ids = fields.One2many("amazon.vendor.purchase.order.line", "mapping_id", "Order lines", readonly=True)
    order_count = fields.Integer("Waiting orders", readonly=True)

    _identifier_uniq = models.Constraint(
        "UNIQUE(code_id, identifier_type, identifier)", "This identifier is already listed for this vendor code."
    )
