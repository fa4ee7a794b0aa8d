from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ..engine import numbers

# What customers owe us and what we owe them back: the only documents that Amazon's payments name.
CUSTOMER_DOCUMENTS = ("out_invoice", "out_refund")


class AccountMove(models.Model):
    _inherit = "account.move"

    amazon_vendor_number_key = fields.Char(
        "Number as Amazon's payments are matched by it",
        compute="_compute_amazon_vendor_number_key",
        store=True,
        copy=False,
        help="Letters and digits only, in capitals; of posted customer invoices and credit notes.",
    )
    amazon_vendor_line_count = fields.Integer("Remittance lines", compute="_compute_amazon_vendor_line_count")

    _amazon_vendor_number_key_idx = models.Index(
        "(amazon_vendor_number_key, company_id) WHERE amazon_vendor_number_key IS NOT NULL"
    )

    # Lines that name a purchase order look for invoices with it as their reference.
    _amazon_vendor_reference_idx = models.Index(
        "(upper(trim(ref))) WHERE amazon_vendor_number_key IS NOT NULL AND ref IS NOT NULL"
    )
    # Numbers whose zeros a spreadsheet may have dropped; hardly anybody has them.
    _amazon_vendor_zeros_idx = models.Index(
        "(company_id, length(amazon_vendor_number_key)) WHERE amazon_vendor_number_key ~ '^0[0-9]+$'"
    )

    def _auto_init(self):
        """Fill the keys of invoices from before the installation in one statement: Odoo would compute each."""
        if not column_exists(self.env.cr, self._table, "amazon_vendor_number_key"):
            create_column(self.env.cr, self._table, "amazon_vendor_number_key", "varchar")
            self._amazon_vendor_fill_keys()
        return super()._auto_init()

    @api.model
    def _amazon_vendor_fill_keys(self):
        """Give every posted customer document without a key the one that `engine.numbers.canonical` would give it."""
        self.env.cr.execute(
            SQL(
                """UPDATE account_move
                      SET amazon_vendor_number_key = nullif(
                              upper(regexp_replace(normalize(name, NFKC), '[^A-Za-z0-9]', '', 'g')), '')
                    WHERE state = 'posted' AND move_type IN %s AND amazon_vendor_number_key IS NULL""",
                CUSTOMER_DOCUMENTS,
            )
        )

    # ------------------------------------------------------------------ compute

    @api.depends("name", "state", "move_type")
    def _compute_amazon_vendor_number_key(self):
        for move in self:
            counts = move.state == "posted" and move.move_type in CUSTOMER_DOCUMENTS
            move.amazon_vendor_number_key = (counts and numbers.canonical(move.name or "")) or False

    def _compute_amazon_vendor_line_count(self):
        lines = self.env["amazon.vendor.remittance.line"]
        self.amazon_vendor_line_count = 0
        if not lines.has_access("read"):  # invoices are read by more people than Amazon's money
            return
        counts = self.env["amazon.vendor.match"]._read_group(
            [("move_id", "in", self.ids), ("state", "!=", "withdrawn")], ["move_id"], ["line_id:count_distinct"]
        )
        for move, count in counts:
            move.amazon_vendor_line_count = count

    # ------------------------------------------------------------------ CRUD

    def write(self, vals):
        """Tell the remittances when an invoice they may name comes, goes or gets another number."""
        if not {"state", "name"} & vals.keys():
            return super().write(vals)
        documents = self.filtered(lambda move: move.move_type in CUSTOMER_DOCUMENTS)
        before = {move.id: move.amazon_vendor_number_key for move in documents}
        result = super().write(vals)
        changed = documents.filtered(lambda move: move.amazon_vendor_number_key != before[move.id])
        if changed:
            lost = changed.filtered(lambda move: before[move.id])
            # sudo: whoever posts or resets an invoice moves the lines of Amazon's payments that name it.
            remittances = self.env["amazon.vendor.remittance"].sudo()
            remittances._lose_invoices(lost)
            remittances._wake_for(changed.filtered("amazon_vendor_number_key"))
        return result

    # ------------------------------------------------------------------ actions

    def action_amazon_vendor_lines(self):
        """Open the lines of all remittances that are matched to these invoices."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Amazon remittance lines"),
            "res_model": "amazon.vendor.remittance.line",
            "view_mode": "list,form",
            "domain": [("match_ids", "any", [("move_id", "in", self.ids), ("state", "!=", "withdrawn")])],
        }
