from odoo import http
from odoo.http import request

from ..models.amazon_vendor_authorisation import CALLBACK
from ..spapi.redact import guard_logger

# The access log writes whole addresses, and Amazon puts the code of a consent into ours.
guard_logger("werkzeug")

PRIVATE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


class AmazonVendorController(http.Controller):
    @http.route(CALLBACK, type="http", auth="user", methods=["GET"], sitemap=False)
    def authorise(self, state=None, spapi_oauth_code=None, selling_partner_id=None, **ignored):
        """Take a person back from Amazon's consent page. Reloading it changes nothing a second time."""
        path, sentence = request.env["amazon.vendor.authorisation"]._finish(state, spapi_oauth_code, selling_partner_id)
        if path:
            response = request.redirect(path, code=303)
        else:
            response = request.render("acorn_vendor_connector.authorisation_failed", {"sentence": sentence}, status=400)
        response.headers.update(PRIVATE)
        return response
