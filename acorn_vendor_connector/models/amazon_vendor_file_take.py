"""The one door for what people and mails bring: judged, archived, understood and matched in one transaction."""

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from .amazon_vendor_file_judge import KNOWN, READY
from .amazon_vendor_wait import reason, render_reason

# Files with more lines are archived at once and taken in by the lanes, payment by payment.
LINES_AT_ONCE = 20_000


class AmazonVendorFile(models.Model):
    _inherit = "amazon.vendor.file"

    @api.model
    def _take_in(self, body, name, payee=None, choices=None, going_on=None, parks=False):
        """Take in the bytes of a file and return its record; the same content twice is the same record.

        `payee` is whom a person chose, `choices` what he said about how the file is to be read, `going_on` a parked
        file whose bytes these are. What cannot be taken in is refused with an error that says why, or, with `parks`,
        kept for a person. Never commits: all of a file is one transaction.
        """
        judgement = self._judge(body, name, payee, choices, going_on)
        if judgement.known_file:
            return judgement.known_file.sudo(self.env.su)
        if judgement.state in (READY, KNOWN):
            return self._keep(judgement, going_on)
        if parks:
            return self._park(judgement, payee, going_on)
        raise UserError("\n".join(
            render_reason(self.env, stored) for stored in (judgement.reasons or judgement.questions)
        ))

    # ------------------------------------------------------------------ keep

    @api.model
    def _keep(self, judgement, going_on=None):
        """Archive a file that can be taken in, and take it in."""
        try:
            with self.env.cr.savepoint():
                file = self._archive(judgement, going_on)
                messages = file.page_id.message_ids.filtered(lambda message: message.state == "archived")
                line_count = sum(len(document.get("lines", ())) for document in judgement.reading.documents)
                if judgement.reading.kind == "purchase_orders" or line_count > LINES_AT_ONCE:
                    messages._trigger("receive")
                else:
                    file._receive(messages)
        except psycopg2.errors.UniqueViolation as error:
            # Somebody imports the same at this moment; on a fresh snapshot it is known.
            raise ConcurrencyError(self.env._("The same file is being imported. Try again.")) from error
        file._link_payments(judgement)
        return file.sudo(self.env.su)

    def _archive(self, judgement, going_on):
        """Write page, file and messages, in this order."""
        reading = judgement.reading
        # sudo: nobody may write pages, files and messages; whether the person may import was judged before.
        page = self.env["amazon.vendor.page"].sudo()._keep_file(
            judgement.body, judgement.name, judgement.company, judgement.environment, judgement._said()
        )
        values = {
            **judgement._values(),
            "page_id": page.id,
            "state": "imported",
            "reason": False,
            "imported_at": fields.Datetime.now(),
            "user_id": self.env.uid,
            "document_count": len(reading.documents),
        }
        file = (going_on or self).sudo()
        if going_on:
            file.write(values)
            file.activity_ids.action_feedback()
        else:
            file = file.create(values)
        file.flush_recordset()
        page._note_reading(reading.documents)
        file.new_count = self.env["amazon.vendor.message"].sudo()._archive(
            page, reading.documents, judgement.left_out
        )
        page.document_count = len(reading.documents)
        page.flush_recordset()
        page.invalidate_recordset(["message_ids"])  # they were written by SQL
        return file

    def _receive(self, messages):
        """Understand what a file says and match it, as the lanes and the cron would."""
        for batch in messages.grouped("company_id").values():
            for same in batch.grouped("document_type").values():
                same._receive()
        refused = messages.filtered(lambda message: message.state != "applied")
        if refused:  # then nothing of the file is kept
            raise UserError("\n".join(dict.fromkeys(message.error_message or "" for message in refused)))
        found = self.env["amazon.vendor.remittance"].sudo().search([  # matching reads all companies of the payee
            ("message_id", "in", messages.ids), ("needs_match", "=", True), ("is_void", "=", False),
        ])
        found.with_context(allowed_company_ids=found.company_id.ids or self.env.companies.ids)._match()

    def _link_payments(self, judgement):
        """Note the payments of this file, also those that it says nothing new about."""
        if judgement.payments:
            numbers = [payment.incoming.payment.number for payment in judgement.payments]
            payees = [payment.payee.id for payment in judgement.payments]
            self.remittance_ids |= self.env["amazon.vendor.remittance"].sudo().search([
                ("payee_id", "in", payees), ("name", "in", numbers),
            ])

    # ------------------------------------------------------------------ park

    @api.model
    def _park(self, judgement, payee=None, going_on=None):
        """Keep the bytes of a file that needs a person, and say why; nothing of it counts."""
        payee = judgement.payee or payee or self.env["amazon.vendor.payee"]
        judgement.payee = payee if self._works_for(payee.company_id) else self.env["amazon.vendor.payee"]
        judgement.company = judgement.company or payee.company_id or self.env.company
        judgement.environment = judgement.environment or payee.environment or "production"
        if not self._works_for(judgement.company):
            if not self.env.su:
                company = judgement.company.sudo().name
                raise UserError(render_reason(self.env, reason("company_not_yours", company=company)))
            judgement.company = payee.company_id or self.env.company  # of a mail: whom it was sent to
        why = (judgement.reasons or judgement.questions or [reason("parked_by_person")])[0]
        values = {**judgement._values(), "state": "parked", "reason": why, "digest": False}
        file = (going_on or self).sudo()  # nobody may write files: the system does
        if going_on:
            file.write({"reason": why})
            return file.sudo(self.env.su)
        page = self.env["amazon.vendor.page"].sudo()._keep_file(
            judgement.body, judgement.name, judgement.company, judgement.environment, judgement._said()
        )
        return file.create({**values, "page_id": page.id, "user_id": self.env.uid}).sudo(self.env.su)

    def _body(self):
        """Return the bytes of this file, if they are still kept."""
        self.check_access("read")
        page = self.sudo().page_id  # who may read a file may read its bytes
        return page._bodies().get(page.id)

    # ------------------------------------------------------------------ actions

    def action_open_result(self):
        """Open what this file brought."""
        self.ensure_one()
        if self.kind == "remittance" and not self.remittance_ids:  # a large file, still being taken in
            return self._get_records_action(views=[(False, "form")])
        if self.kind == "remittance":
            action = self.env["ir.actions.act_window"]._for_xml_id("acorn_vendor_connector.action_remittance")
            one = self.remittance_ids if len(self.remittance_ids) == 1 else None
            if one:
                return {**action, "views": [(False, "form")], "view_mode": "form", "res_id": one.id, "context": {}}
            return {**action, "domain": [("id", "in", self.remittance_ids.ids)], "context": {}}
        if self.kind == "purchase_orders":
            action = self.env["ir.actions.act_window"]._for_xml_id("acorn_vendor_connector.action_purchase_order_all")
            messages = self.sudo().page_id.message_ids  # which orders these are; the list shows what one may see
            return {**action, "domain": [("name", "in", messages.mapped("reference"))], "context": {}}
        action = self.env["ir.actions.act_window"]._for_xml_id("acorn_vendor_connector.action_detail")
        return {**action, "domain": [("file_id", "=", self.id)], "context": {}}

    def action_continue(self):
        """Go on with a parked file where it was left."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "parked":
            raise UserError(self.env._("Only a parked file can be gone on with. Open what it brought instead."))
        return self.env["amazon.vendor.import"]._open_for(self)

    def action_dismiss(self):
        """Put these parked files away for good; their bytes stay in the archive."""
        self.check_access("write")
        if any(file.state != "parked" for file in self):
            raise UserError(self.env._("Only parked files can be dismissed: what an imported file says is in use."))
        self.sudo().write({"state": "dismissed"})  # people write nothing of a file but this
        self.activity_ids.action_feedback()

    def action_download(self):
        """Download the file, byte by byte as it came."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/amazon_vendor/file/{self.id}",
            "target": "download",
        }
