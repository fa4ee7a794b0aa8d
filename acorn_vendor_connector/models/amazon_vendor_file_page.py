"""Keep what people bring like what Amazon answers: byte by byte, and readable again at any time."""

import hashlib
import json

from odoo import api, fields, models

from ..formats import purchase_orders, recognise
from ..formats.reading import Choices
from ..spapi import vendor_orders, wire
from .amazon_vendor_message_archive import ORDER, Kind
from .amazon_vendor_page import PROOF
from .amazon_vendor_time import aware

FILE = "file"
READINGS = "amazon_vendor.readings"


def _payment_number(raw):
    return raw["payment"]["number"]


def _list_name(raw):
    """Name a list by its content: there is no number to it."""
    return f"{raw['kind']} {wire.digest(raw)[:12]}"


def _never(_raw):
    return None


class AmazonVendorPage(models.Model):
    _inherit = "amazon.vendor.page"

    feed = fields.Selection(selection_add=[(FILE, "Imported file")], ondelete={FILE: "cascade"})
    file_name = fields.Char("File", readonly=True)

    @api.model
    def _keep_file(self, body, name, company, environment, said):
        """Archive a file, for ten years; `said` is what is needed to read it again: kind, choices, payee."""
        page = self.sudo().create({  # nobody may write pages: the system does
            "company_id": company.id,
            "environment": environment,
            "feed": FILE,
            "operation": FILE,
            "file_name": name,
            "query": json.dumps(said, ensure_ascii=False, sort_keys=True),
            "requested_at": fields.Datetime.now(),
            "digest": hashlib.sha256(body).hexdigest(),
            "size": len(body),
        })
        page._store_body(body, kept_as=PROOF)
        return page

    def _said(self):
        """Return what was said about this file when it was read."""
        return json.loads(self.query or "{}")

    def _documents(self, body):
        if self.operation != FILE:
            return super()._documents(body)
        readings = self.env.cr.cache.get(READINGS, {})
        if self.id in readings:  # read a moment ago, in this transaction
            documents = readings[self.id]
        else:
            documents = recognise.read(body, Choices(**self._said().get("choices", {}))).documents
        return self._as_orders(documents) if self._said()["kind"] == "purchase_orders" else documents

    def _as_orders(self, documents):
        """Return purchase orders as Amazon's API would state them to their vendor codes."""
        # sudo: how a vendor code counts is no secret to whoever may read its orders.
        codes = self.env["amazon.vendor.code"].sudo().search([
            ("environment", "=", self.environment),
            ("name", "in", [vendor_orders.vendor_code(document) for document in documents]),
        ])
        basis = {code.name: code.cost_basis for code in codes}
        moment = aware(self.requested_at)
        return [
            purchase_orders.as_of(document, moment, basis.get(vendor_orders.vendor_code(document), "each"))
            for document in documents
        ]

    def _note_reading(self, documents):
        """Spare this transaction a second reading of the same file."""
        # Not in `precommit.data`: the end of a savepoint runs what is there, and clears it.
        self.env.cr.cache[READINGS] = {self.id: documents}

    def _compute_content(self):
        super()._compute_content()
        for page in self:
            if page.operation == FILE and "\x00" in (page.content or ""):
                page.content = self.env._("Not a text: download the file to look into it.")

    @api.model
    def _order_kind(self):
        """Return how purchase orders are named."""
        return ORDER

    def _document_kind(self):
        """Return how documents of a file are named: payments by number and payee, lists by content."""
        if self.operation != FILE:
            return super()._document_kind()
        said = self._said()
        if said["kind"] == "purchase_orders":
            return ORDER
        payee = said.get("payee") or ""
        if said["kind"] == "remittance":
            return Kind("remittance", _payment_number, lambda raw: raw.get("payee", payee).upper(), _never)
        return Kind("details", _list_name, lambda raw: payee, _never)
