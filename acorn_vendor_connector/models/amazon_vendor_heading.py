from odoo import api, fields, models

from ..formats import registry
from ..formats.headings import key as heading_key
from .amazon_vendor_file import FILE_KINDS
from .amazon_vendor_heading_meanings import MEANINGS, NOTHING


class AmazonVendorHeading(models.Model):
    """Remember what a person said a column means, for the files to come."""

    _name = "amazon.vendor.heading"
    _description = "Meaning of a column"
    _order = "text, id"
    _rec_name = "text"

    text = fields.Char("Heading", required=True)
    key = fields.Char(compute="_compute_key", store=True, precompute=True)
    kind = fields.Selection(FILE_KINDS, "Kind of file", help="Empty: in files of every kind.")
    field = fields.Selection("_selection_field", "Means", required=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every company.")

    _key_uniq = models.UniqueIndex(
        "(COALESCE(kind, ''), key, COALESCE(company_id, 0))", "What this column means is already said."
    )

    @api.depends("text")
    def _compute_key(self):
        for heading in self:
            heading.key = heading_key(heading.text or "")

    @api.model
    def _selection_field(self):
        return [(name, self.env._(MEANINGS[name]) if name in MEANINGS else name) for name in self._meanings()]

    @api.model
    def _meanings(self):
        """Return what a column may mean: whatever a reader of files looks for."""
        fields_read = (
            field.name for layout in registry.LAYOUTS for section in layout.sections for field in section.fields
        )
        return list(dict.fromkeys((*MEANINGS, *fields_read)))

    # ------------------------------------------------------------------ verbs

    @api.model
    def _known(self, company=None):
        """Return {kind of file: {key: field}} as a reader of files wants it, for every kind under ''.

        What a company said goes before what all said.
        """
        found = self.sudo().search([("company_id", "in", [False, *(company or self.env.company).ids])])
        known = {"": {}}
        for heading in found.sorted(lambda heading: bool(heading.company_id)):
            known.setdefault(heading.kind or "", {})[heading.key] = "" if heading.field == NOTHING else heading.field
        return known

    @api.model
    def _remember(self, kind, meanings):
        """Keep {heading text: field} for files of this kind to come; what was said before is replaced."""
        keys = {heading_key(text): (text, field) for text, field in meanings.items()}
        known = self.search([("kind", "=", kind), ("key", "in", list(keys)), ("company_id", "=", False)])
        for heading in known:
            heading.field = keys.pop(heading.key)[1]
        self.create([{"kind": kind, "text": text, "field": field} for text, field in keys.values()])
