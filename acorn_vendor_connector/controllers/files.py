from odoo import http
from odoo.http import content_disposition, request


class AmazonVendorFiles(http.Controller):
    @http.route("/amazon_vendor/file/<int:file_id>", type="http", auth="user", methods=["GET"], sitemap=False)
    def download(self, file_id, **ignored):
        """Send the bytes of an imported file to whoever may read it, never to be shown in the browser."""
        file = request.env["amazon.vendor.file"].search([("id", "=", file_id)])
        body = file._body() if file else None
        if body is None:
            raise request.not_found()
        return request.make_response(body, [
            ("Content-Type", "application/octet-stream"),
            ("Content-Disposition", content_disposition(file.name)),
            ("X-Content-Type-Options", "nosniff"),
        ])
