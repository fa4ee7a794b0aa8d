from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..engine import products
from .notice import notice

IDENTIFIER_TYPES = [
    (products.ASIN, "ASIN"),
    (products.SKU, "Vendor product number"),
    (products.GTIN, "GTIN / EAN / UPC"),
]


class AmazonVendorProduct(models.Model):
    """Say which product and unit an identifier of Amazon's means, per vendor code."""

    _name = "amazon.vendor.product"
    _description = "Amazon product mapping"
    _inherit = ["mail.thread"]
    _order = "state desc, id desc"
    _rec_name = "identifier"
    _rec_names_search = ["identifier", "asin", "vendor_sku", "product_id"]

    code_id = fields.Many2one("amazon.vendor.code", "Vendor code", required=True, index=True, ondelete="cascade")
    identifier_type = fields.Selection(IDENTIFIER_TYPES, required=True, default=products.ASIN)
    identifier = fields.Char(required=True, index=True)
    asin = fields.Char("ASIN seen", readonly=True)
    vendor_sku = fields.Char("Vendor product number seen", readonly=True)
    product_id = fields.Many2one(
        "product.product", "Product", tracking=True, index="btree_not_null", ondelete="restrict"
    )
    uom_id = fields.Many2one(
        "uom.uom", "One each is", tracking=True, ondelete="restrict", help="Empty: the product's own unit."
    )
    discontinued = fields.Boolean(
        tracking=True,
        help="We do not sell it any more: what is left is delivered, the rest rejected as obsolete. Amazon then stops "
        "ordering it.",
    )
    state = fields.Selection(
        [("unmapped", "To map"), ("mapped", "Mapped")], compute="_compute_state", store=True, index=True
    )
    proposal_product_id = fields.Many2one("product.product", "Proposal", readonly=True, ondelete="set null")
    proposal_uom_id = fields.Many2one("uom.uom", "Proposed unit", readonly=True, ondelete="set null")
    proposal_reason = fields.Selection(
        [
            (products.BARCODE, "Same barcode"),
            (products.REFERENCE, "Same internal reference"),
            (products.AMBIGUOUS, "More than one fits"),
        ],
        "Found by",
        readonly=True,
    )
    line_ids = fields.One2many("amazon.vendor.purchase.order.line", "mapping_id", "Order lines", readonly=True)

    _identifier_uniq = models.Constraint(
        "UNIQUE(code_id, identifier_type, identifier)", "This identifier is already listed for this vendor code."
    )

    # ------------------------------------------------------------------ compute and rules

    @api.depends("product_id")
    def _compute_state(self):
        for row in self:
            row.state = "mapped" if row.product_id else "unmapped"

    @api.constrains("identifier_type", "identifier")
    def _check_identifier(self):
        for row in self:
            if row.identifier_type == products.GTIN and not products.normalise_gtin(row.identifier):
                raise ValidationError(
                    self.env._(
                        "%(identifier)s is not a GTIN, EAN or UPC: its check digit is wrong. Correct it, or "
                        "enter it as vendor product number.",
                        identifier=row.identifier,
                    )
                )

    @api.constrains("product_id", "uom_id")
    def _check_uom(self):
        for row in self:
            if row.product_id and row.uom_id and not row.uom_id._has_common_reference(row.product_id.uom_id):
                raise ValidationError(
                    self.env._(
                        "%(unit)s cannot be converted to %(product_unit)s, the unit of %(product)s. Choose a "
                        "unit of the same family.",
                        unit=row.uom_id.name,
                        product_unit=row.product_id.uom_id.name,
                        product=row.product_id.display_name,
                    )
                )

    # ------------------------------------------------------------------ CRUD

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create([self._normalised(vals) for vals in vals_list])
        rows._resume_orders()
        return rows

    def write(self, vals):
        res = super().write(self._normalised(vals, self[:1].identifier_type))
        if not {"product_id", "uom_id"}.isdisjoint(vals):
            self._resume_orders()
        return res

    @api.model
    def _normalised(self, vals, identifier_type=products.ASIN):
        """Keep identifiers as they are compared: one spelling of a GTIN, capitals, no blanks."""
        if "identifier" not in vals:
            return vals
        kind = vals.get("identifier_type") or identifier_type
        return {**vals, "identifier": products.normalise(kind, vals["identifier"])}

    @api.model
    def _load_records_create(self, vals_list):
        """Meet rows of the work list by their identifier: an import maps them instead of failing on the unique key."""
        vals_list = [self._normalised(vals) for vals in vals_list]
        known = {
            (row.code_id.id, row.identifier_type, row.identifier): row
            for row in self.search([("identifier", "in", [vals.get("identifier") for vals in vals_list])])
        }
        made, rows = {}, []
        for position, vals in enumerate(vals_list):
            kind = vals.get("identifier_type") or products.ASIN
            row = known.get((vals.get("code_id"), kind, vals.get("identifier")))
            if row:
                row._load_records_write(vals)
            else:
                made[position] = vals
            rows.append(row)
        for position, row in zip(made, super()._load_records_create(list(made.values())), strict=True):
            rows[position] = row
        return self.browse(row.id for row in rows)

    # ------------------------------------------------------------------ actions

    def action_confirm_proposal(self):
        """Map every chosen row to its proposal; all orders that only waited for them go on."""
        proposed = self.filtered(lambda row: not row.product_id and row.proposal_product_id)
        if not proposed:
            raise UserError(
                self.env._(
                    "None of these rows has a proposal that can be confirmed. Choose their products by hand or "
                    "import a list."
                )
            )
        proposed._take_proposals()
        proposed._resume_orders()
        return notice(
            self.env._("%(count)s products are mapped. Their orders go on.", count=len(proposed)), "success"
        )

    def action_propose(self):
        """Look again for products with the same barcode or internal reference."""
        self.filtered(lambda row: not row.product_id)._propose()

    def action_open_orders(self):
        """Open the purchase orders that name this identifier."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Purchase orders"),
            "res_model": "amazon.vendor.purchase.order",
            "view_mode": "list,form",
            "domain": [("line_ids.mapping_id", "in", self.ids)],
        }

    # ------------------------------------------------------------------ verbs

    def _resume_orders(self):
        """Let the orders go on that wait for a product."""
        if self.env.context.get("amazon_vendor_resume_later"):
            return
        # sudo: who maps a product for the vendor code frees the orders of all its companies.
        orders = self.env["amazon.vendor.purchase.order"].sudo()
        identifiers = self.filtered("product_id").mapped("identifier")
        if identifiers:
            orders._resume([("code_id", "in", self.code_id.ids), ("line_ids.mapping_id.identifier", "in", identifiers)])

    @api.model
    def _insert_unmapped(self, missing):
        """Insert {vendor code: {(kind, identifier): order line}} and return the rows by (code, kind, identifier).

        Safe when several workers meet the same product: ON CONFLICT, then read.
        """
        values = [
            (code.id, kind, name, item.asin or None, item.vendor_sku or None, "unmapped", self.env.uid, self.env.uid)
            for code, items in missing.items()
            for (kind, name), item in sorted(items.items())
        ]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """INSERT INTO amazon_vendor_product (
                       code_id, identifier_type, identifier, asin, vendor_sku, state, create_uid, write_uid,
                       create_date, write_date)
                   SELECT new.*, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC' FROM (VALUES %s) AS new
                   ON CONFLICT DO NOTHING RETURNING id""",
                SQL(", ").join(SQL("%s", row) for row in values),
            ),
            log_exceptions=False,
        )
        inserted = self.browse(row[0] for row in self.env.cr.fetchall())
        self.invalidate_model()
        inserted._propose()
        inserted.filtered(lambda row: row.code_id.product_policy == "take")._take_proposals()
        found = self.search(
            [
                ("code_id", "in", [code.id for code in missing]),
                ("identifier", "in", [name for items in missing.values() for _kind, name in items]),
            ],
            order="id",  # people's order adds up the demand of all open orders
        )
        return {(row.code_id, row.identifier_type, row.identifier): row for row in found}

    def _propose(self):
        """Propose the one product with the same barcode or internal reference; never when two fit."""
        catalogue = self._catalogue()
        for row in self:
            sku = row.vendor_sku or (row.identifier if row.identifier_type != products.ASIN else None)
            asin = row.asin or (row.identifier if row.identifier_type == products.ASIN else None)
            found = products.resolve(products.Identifiers(asin, sku), (), catalogue)
            via = found.via if found.status == products.FOUND else found.status
            row.write(
                {
                    "proposal_product_id": found.product,
                    "proposal_uom_id": found.unit,
                    "proposal_reason": via if via != products.UNMAPPED else False,
                }
            )

    def _take_proposals(self):
        """Map these rows to what is proposed; rows without a proposal stay on the work list."""
        proposed = self.filtered("proposal_product_id").with_context(amazon_vendor_resume_later=True)
        for (product, uom), rows in proposed.grouped(
            lambda row: (row.proposal_product_id, row.proposal_uom_id)
        ).items():
            rows.write({"product_id": product.id, "uom_id": uom.id})

    def _catalogue(self):
        """Return the products and packagings that could be meant by these rows, in three queries."""
        texts = {text for row in self for text in (row.identifier, row.asin, row.vendor_sku) if text}
        gtins = {gtin for gtin in map(products.normalise_gtin, texts) if gtin}
        barcodes = {gtin[start:] for gtin in gtins for start in (0, 1, 2, 6) if not int(gtin[:start] or 0)}
        references = {text.strip().upper() for text in texts}
        domain = fields.Domain("barcode", "in", list(barcodes)) | fields.Domain.OR(
            [("default_code", "=ilike", reference)] for reference in _escaped(references)
        )
        # sudo: a vendor code may serve companies that the reader does not work for.
        found = self.env["product.product"].sudo().search(domain)
        packagings = self.env["product.uom"].sudo().search([("barcode", "in", list(barcodes))])
        return [
            products.CatalogueEntry(product.id, None, product.barcode, product.default_code) for product in found
        ] + [products.CatalogueEntry(pack.product_id.id, pack.uom_id.id, pack.barcode) for pack in packagings]


def _escaped(references):
    """Escape what =ilike would read as a wildcard."""
    for reference in sorted(references):
        yield reference.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
