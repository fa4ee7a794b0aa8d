from odoo import api, models

from ..spapi import vendor_order_status
from ..spapi.operations import SUBMIT_ACKNOWLEDGEMENT
from ..spapi.wire import WireError


class AmazonVendorHandler(models.AbstractModel):
    _inherit = "amazon.vendor.handler"

    @api.model
    def _handlers(self):
        return {**super()._handlers(), "acknowledgement": "amazon.vendor.acknowledgement.handler"}


class AmazonVendorAcknowledgementHandler(models.AbstractModel):
    """Send our answers to purchase orders, and find out whether Amazon has them."""

    _name = "amazon.vendor.acknowledgement.handler"
    _description = "Amazon acknowledgement handler"

    @api.model
    def _submit_operation(self):
        return SUBMIT_ACKNOWLEDGEMENT

    @api.model
    def _may_repeat(self):
        """A later answer takes the place of the earlier one: the same full answer does no harm."""
        return True

    @api.model
    def _read_back(self, message):
        """Return what asks for the status of the order that the message answers."""
        number = message.reference
        return lambda client: client.get_purchase_orders_status(purchaseOrderNumber=number)

    @api.model
    def _agrees(self, message, answer):
        """Tell whether Amazon shows every line as this message answers it."""
        payload = message.page_id._payloads(message)[message.id]
        try:
            shown = vendor_order_status.read_confirmed(answer.body).get(message.reference)
            return bool(shown) and shown == vendor_order_status.read_answered(payload)
        except WireError:
            return False
