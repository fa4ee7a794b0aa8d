from odoo import models

from .fast_batch import FastBatch

ORIGIN_LINK = "mail.message_origin_link"


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def message_post_with_source(self, source_ref, **options):
        """Keep the note that names a delivery's origin for the end of the batch: all of them are written at once.

        It is a note for whoever opens the delivery; nobody is notified of it.
        """
        batch = FastBatch.making(self.env)
        if not batch or source_ref != ORIGIN_LINK:
            return super().message_post_with_source(source_ref, **options)
        batch.origin_links += [(picking, options["render_values"]) for picking in self]
        return self.env["mail.message"]

    def _amazon_vendor_note_origins(self, links):
        """Write the notes kept back by the override above; a delivery of several orders has one for each."""
        bodies, later = {}, []
        for picking, values in links:
            if picking.id in bodies:
                later.append((picking, values))
                continue
            rendered = self.env["mail.render.mixin"]._render_template_qweb_view(
                ORIGIN_LINK, self._name, picking.ids, add_context=values
            )
            bodies[picking.id] = rendered[picking.id]
        messages = self.browse(bodies)._message_log_batch(bodies)
        # As if posted: only logs are hidden from portal users and without a company.
        messages.write({"is_internal": False, "record_company_id": self.env.company.id, "email_add_signature": True})
        if later:
            self._amazon_vendor_note_origins(later)
