from odoo import api, models

# What an order may wait for on a product.
AWAITED = {"weight", "taxes_id", "active", "company_id", "sale_ok", "uom_id"}


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        """Let orders go on that waited for a weight, a tax or the right company."""
        res = super().write(vals)
        if not AWAITED.isdisjoint(vals):
            self.product_variant_ids._amazon_vendor_resume()
        return res


class ProductProduct(models.Model):
    _inherit = "product.product"

    def write(self, vals):
        res = super().write(vals)
        if not AWAITED.isdisjoint(vals):
            self._amazon_vendor_resume()
        return res

    def _amazon_vendor_resume(self):
        # sudo: who keeps the products need not see Amazon's orders.
        orders = self.env["amazon.vendor.purchase.order"].sudo()
        waiting = orders.search([("sync_state", "=", "waiting"), ("line_ids.product_id", "in", self.ids)])
        waiting._receive_again()


class ProductPricelistItem(models.Model):
    _inherit = "product.pricelist.item"

    @api.model_create_multi
    def create(self, vals_list):
        """Let orders go on that waited for an agreed price."""
        items = super().create(vals_list)
        items._amazon_vendor_resume()
        return items

    def write(self, vals):
        res = super().write(vals)
        self._amazon_vendor_resume()
        return res

    def _amazon_vendor_resume(self):
        # sudo: who keeps the prices need not see Amazon's orders.
        orders = self.env["amazon.vendor.purchase.order"].sudo()
        waiting = orders.search([("sync_state", "=", "waiting"), ("wait_codes", "like", "price_missing")])
        waiting._receive_again()


class ResCurrency(models.Model):
    _inherit = "res.currency"

    def write(self, vals):
        """Let orders go on that waited for their currency."""
        res = super().write(vals)
        if "active" in vals:
            self._amazon_vendor_resume()
        return res

    def _amazon_vendor_resume(self):
        # sudo: who keeps the currencies need not see Amazon's orders.
        orders = self.env["amazon.vendor.purchase.order"].sudo()
        waiting = orders.search([("sync_state", "=", "waiting"), ("wait_codes", "like", "currency_")])
        waiting._receive_again()


class ResCurrencyRate(models.Model):
    _inherit = "res.currency.rate"

    @api.model_create_multi
    def create(self, vals_list):
        """Let orders go on that waited for a rate."""
        rates = super().create(vals_list)
        rates.currency_id._amazon_vendor_resume()
        return rates
