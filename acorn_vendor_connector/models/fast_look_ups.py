from odoo import api, models
from odoo.tools import frozendict

from .fast_batch import KEY

# So many distribution models are read once and compared in memory; of more, those that fit are searched per question.
FEW_MODELS = 200


class AccountAnalyticDistributionModel(models.Model):
    _inherit = "account.analytic.distribution.model"

    @api.model
    def _get_distribution(self, vals):
        """Find the distribution of a product and customer once for all lines that ask for the same."""
        if not (batch := self.env.context.get(KEY)):
            return super()._get_distribution(vals)
        find = super()._get_distribution
        return dict(batch.ask(("distribution", self.env, _frozen(vals)), lambda: find(vals)))

    @api.model
    def search(self, domain, offset=0, limit=None, order=None):
        """Compare the few models there are in memory."""
        find = super().search
        if not (batch := self.env.context.get(KEY)) or offset or limit or order:
            return find(domain, offset=offset, limit=limit, order=order)
        models_there = batch.ask(("distribution models", self.env), lambda: find([], limit=FEW_MODELS + 1))
        return models_there.filtered_domain(domain) if len(models_there) <= FEW_MODELS else find(domain)


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        """Look up the rules of the same routes and places once for all lines that ask for the same."""
        arguments = (groupby, aggregates, having, offset, limit, order)
        if not (batch := self.env.context.get(KEY)):
            return super()._read_group(domain, *arguments)
        find = super()._read_group
        return batch.ask(("rules", self.env, str(domain), str(arguments)), lambda: find(domain, *arguments))


def _frozen(vals):
    """Return the arguments of a look-up as a key."""
    return frozendict({name: tuple(value) if isinstance(value, list) else value for name, value in vals.items()})
