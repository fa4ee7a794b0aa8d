from functools import partial

from odoo import api, models
from odoo.fields import Domain

from .fast_reservation import key_of, reservation


class ReadAhead:
    """Hold the quants that a batch of moves may take from, in the order in which they are taken.

    `found` is {(product id, location id): quants in that location and below}, also where there are none.
    """

    def __init__(self, found, locked):
        self._found = found
        self._exact = {}
        self._locked = set(locked.ids)

    def inside(self, product, location):
        return self._found.get((product.id, location.id))

    def exactly(self, domain, product, location, *of):
        """Return the quants known of a place that contains this location which match a domain, or None.

        `of` are lot, package and owner; with product and location they say the same as the domain.
        """
        key = key_of(product, location, *of)
        if key not in self._exact:
            known = self._around(product, location)
            if known is None:
                return None
            self._exact[key] = known.filtered_domain(domain())
        return self._exact[key]

    def _around(self, product, location):
        while location:
            if (known := self.inside(product, location)) is not None:
                return known
            location = location.location_id
        return None

    def has_locked(self, quant):
        return quant.id in self._locked

    def forget(self, products):
        for known in (self._found, self._exact):
            for key in [key for key in known if key[0] in products.ids]:
                del known[key]


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model
    def _amazon_vendor_read_ahead(self, moves):
        """Read the quants of these moves in one search per location, and lock those that nobody else has locked.

        Only of products that leave first in, first out: their order does not change while they are reserved.
        """
        found, quants = {}, self.sudo()  # as `_get_available_quantity`
        for location, moves_from in moves.grouped("location_id").items():
            products = moves_from.product_id.filtered(
                lambda product, location=location: self._get_removal_strategy(product, location) == "fifo"
            )
            domain = self._amazon_vendor_gather_domain(products, location)
            if domain is None:
                continue
            inside = quants.search(domain, order=self._get_removal_strategy_order("fifo")).grouped("product_id")
            for product in products:
                found[product.id, location.id] = inside.get(product, quants.browse())
        return ReadAhead(found, quants.union(*found.values()).try_lock_for_update(allow_referencing=True))

    @api.model
    def _amazon_vendor_gather_domain(self, products, location):
        """Return where `_gather` looks for all these products, or None if an addon looks elsewhere for some."""

        def for_all(leaf):
            return Domain("product_id", "in", products.ids) if leaf.field_expr == "product_id" else leaf

        domains = [self._get_gather_domain(product, location).map_conditions(for_all) for product in products]
        alike = domains and all(str(domain) == str(domains[0]) for domain in domains)
        return domains[0] if alike else None

    def _gather(self, product_id, location_id, lot_id=None, package_id=None, owner_id=None, strict=False, qty=0):
        """Answer from what was read ahead."""
        at_work, known, of = reservation(self.env), None, (lot_id, package_id, owner_id)
        if at_work and not self.env.context.get("with_expiration"):
            if strict:
                domain = partial(self._get_gather_domain, product_id, location_id, *of, strict=True)
                known = at_work.ahead.exactly(domain, product_id, location_id, *of)
            elif not any(of):
                known = at_work.ahead.inside(product_id, location_id)
        if known is None:
            return super()._gather(product_id, location_id, *of, strict=strict, qty=qty)
        return known.with_env(self.env).sorted(lambda quant: not quant.lot_id)

    def try_lock_for_update(self, *, allow_referencing=False, limit=None):
        """Quants that were read ahead are locked already."""
        at_work = reservation(self.env)
        if at_work and allow_referencing and limit == 1 and self and at_work.ahead.has_locked(self[0]):
            return self[0]
        return super().try_lock_for_update(allow_referencing=allow_referencing, limit=limit)

    @api.model_create_multi
    def create(self, vals_list):
        """Forget what was read ahead of products that get new quants."""
        quants = super().create(vals_list)
        if at_work := reservation(self.env):
            at_work.forget(quants.product_id)
        return quants

    @api.model
    def _update_reserved_quantity(
        self, product_id, location_id, quantity, lot_id=None, package_id=None, owner_id=None, strict=True
    ):
        """Leave the quants alone where a collected line is written: its goods have been taken."""
        at_work, of = reservation(self.env), (lot_id, package_id, owner_id)
        if not at_work or not at_work.covers(key_of(product_id, location_id, *of)):
            super()._update_reserved_quantity(product_id, location_id, quantity, *of, strict=strict)
