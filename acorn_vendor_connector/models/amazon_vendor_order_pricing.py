from collections import defaultdict
from decimal import Decimal

from odoo import models

from ..engine import acknowledging, changes, pricing, products, routing
from ..engine.proposing import Known, price_at_stake
from ..engine.reasons import reason
from .amazon_vendor_order_context import identifiers_of
from .amazon_vendor_order_plan import LinePlan


class AmazonVendorOrderHandler(models.AbstractModel):
    """Find product, unit, customer and price of every line, or say what an order waits for."""

    _inherit = "amazon.vendor.order.handler"

    def _price(self, plans, context):
        """Work out the lines of every order that is or may come into our books; make nothing but unmapped rows."""
        chosen = [plan for plan in plans if self._needs_products(plan)]
        for plan in chosen:
            plan.lines = [LinePlan(item) for item in plan.order.items]
        self._find_products(chosen, context)
        routed = [plan for plan in chosen if plan.store and plan.decision.outcome in (routing.APPLY, routing.WAIT)]
        for plan in routed:
            self._find_customer(plan)
            self._find_currency(plan, context)
        self._find_units(routed)
        agreed = context.agreed_prices(
            (plan.pricelist, line.product, line.item.quantity.pieces, line.each_uom)
            for plan in routed
            if plan.pricelist
            for line in plan.lines_to_sell
            if line.product and line.each_uom
        )
        for plan in routed:
            self._price_lines(plan, agreed)
            self._check_taxes(plan, context)
        for plan in plans:
            if plan.decision.outcome in (routing.MIRROR, routing.LINK):
                plan.waits.clear()  # nothing is asked for an order that does not come in

    def _needs_products(self, plan):
        """Orders that never act need no mapping; those that only wait for go-live can be mapped ahead.

        What is answered has to be known, also where it makes no sale order.
        """
        if plan.decision.outcome == routing.MIRROR:
            soon = plan.decision.reasons[0].code == "no_go_live" and not plan.order.is_closed
            return soon or plan.answer_due
        return True

    # ------------------------------------------------------------------ products and units

    def _find_products(self, plans, context):
        self._list_unknown(plans, context)
        for plan in plans:
            for line in plan.lines_to_sell:
                self._find_product(plan, line, context)
            self._ask_for_products(plan, context)

    def _list_unknown(self, plans, context):
        """Put what Amazon names for the first time on the work list of products."""
        missing = defaultdict(dict)
        for plan in plans:
            for line in plan.lines_to_sell:
                names = identifiers_of(line.item)
                if names and not context.mappings_of(plan.code, line.item):
                    missing[plan.code].setdefault(names[0], line.item)
        if missing:
            context.mappings.update(self.env["amazon.vendor.product"]._insert_unmapped(missing))

    def _find_product(self, plan, line, context):
        """Take the product and unit that are mapped to one of the line's identifiers."""
        rows = context.mappings_of(plan.code, line.item)
        found = products.resolve(
            products.Identifiers(line.item.asin, line.item.vendor_sku),
            [self._mapping_of(row) for row in rows],
        )
        if found.status == products.NO_IDENTIFIER:
            plan.wait(reason("product_not_identified", line=line.item.sequence), plan.mirror)
        elif found.status == products.AMBIGUOUS:
            names = ", ".join(name for _kind, name in identifiers_of(line.item))
            plan.wait(reason("products_conflict", line=line.item.sequence, identifiers=names), plan.code)
        elif found.status == products.MAPPED:
            line.mapping = found.mapping
            line.product = found.mapping.product_id
            self._take_unit(plan, line)

    def _mapping_of(self, row):
        unit = row.uom_id or row.product_id.uom_id
        return products.Mapping(row.identifier_type, row.identifier, row.product_id.id or None, unit.id, row)

    def _take_unit(self, plan, line):
        """Use the product only where the company may sell it and the mapped unit fits."""
        product, company = line.product, plan.company
        if plan.store and not (product.active and self._may_use(company, product)):
            plan.wait(reason("product_not_sellable", product=product.display_name, company=company.name), plan.code)
        each_uom = line.mapping.uom_id or product.uom_id
        if not each_uom._has_common_reference(product.uom_id):
            plan.wait(reason("uom_mismatch", product=product.display_name), plan.code)
            return
        line.each_uom = each_uom

    def _may_use(self, company, record):
        """Tell whether a record is shared or belongs to the company or one above it."""
        return not record.company_id or record.company_id in company.parent_ids

    def _ask_for_products(self, plan, context):
        """Point lines without product to their row of the work list, and wait once for all of them."""
        unknown = []
        for line in plan.lines_to_sell:
            if line.product or not identifiers_of(line.item):
                continue
            rows = context.mappings_of(plan.code, line.item)
            line.mapping = rows[0]
            if not any(row.product_id for row in rows):
                unknown.append(rows[0].identifier)
        if unknown:
            names = sorted(set(unknown))
            shown = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
            plan.wait(reason("products_unmapped", count=len(names), identifiers=shown), plan.code)

    def _find_units(self, plans):
        """Take one shared unit per case size, for the whole batch at once; and what we owe of each line, in it."""
        lines = [line for plan in plans for line in plan.lines_to_sell]
        cases = self.env["uom.uom"]._amazon_vendor_cases(line.case for line in lines if line.case)
        for line in lines:
            line.uom = cases[line.case] if line.case else line.each_uom
        for plan in plans:
            answered = changes.answers_by_line(plan.answer, plan.order)
            for line in plan.lines_to_sell:
                owed = acknowledging.promise(line.item, answered.get(line.item.line_key))
                line.quantity, line.later = owed.parts
                line.later_at = plan.leaves_at(owed) if owed.later else None

    # ------------------------------------------------------------------ customer and currency

    def _find_customer(self, plan):
        plan.customer = plan.bill_to.partner_id or plan.code.partner_id
        if not plan.customer:
            plan.wait(reason("no_customer", bill_to=plan.bill_to.name or plan.order.bill_to or "?"), plan.code)

    def _find_currency(self, plan, context):
        """Take the one currency of the order and the pricelist it is booked under, or wait."""
        name, problems = pricing.one_currency(self._line_facts(line.item) for line in plan.lines)
        for problem in problems:
            plan.wait(problem, plan.mirror)
        if not name:
            return
        currency = context.currencies.get(name)
        if not currency or not currency.active:
            plan.wait(reason("currency_inactive", currency=name), plan.code)
            return
        plan.currency = currency
        own = plan.company.currency_id
        if currency != own and not context.has_rate(currency, plan.company):
            plan.wait(reason("currency_no_rate", currency=name, company=plan.company.name), plan.code)
        plan.pricelist = self._pricelist_for(plan)
        if not plan.pricelist and currency != own:
            plan.wait(reason("no_pricelist", currency=name, vendor_code=plan.code.name), plan.code)

    def _pricelist_for(self, plan):
        """Return the pricelist of (vendor code, currency), else the store's, where the company may use it."""
        for pricelist in (plan.code._get_pricelist(plan.currency), plan.store.pricelist_id):
            if pricelist and pricelist.currency_id == plan.currency and self._may_use(plan.company, pricelist):
                return pricelist
        return self.env["product.pricelist"]

    # ------------------------------------------------------------------ prices and taxes

    def _price_lines(self, plan, agreed):
        for line in plan.lines_to_sell:
            if not line.product or not line.each_uom:
                continue
            key = (plan.pricelist, line.product, line.item.quantity.pieces, line.each_uom)
            line.our_price = agreed.get(key)
            facts = self._line_facts(line.item)
            terms = pricing.Terms(
                cost_basis=plan.code.cost_basis,
                product=line.product.display_name,
                weight=self._weight_in_kg(line) if facts.weight_unit else None,
                agreed_price=line.our_price,
                tolerance_percent=Decimal(repr(plan.code.price_tolerance)),
            )
            priced = pricing.price_line(facts, terms)
            line.price, line.provisional, line.differs = priced.price, priced.provisional, priced.differs
            line.agreed_cost = pricing.agreed_cost(facts, terms)
            line.at_stake = price_at_stake(Known(price=priced, agreed_cost=line.agreed_cost), line.item)
            for problem in priced.reasons:
                by_product = problem.code in ("weight_missing", "price_missing")
                plan.wait(problem, line.product if by_product else plan.mirror)

    def _line_facts(self, item):
        """Return the line as the price engine reads it; books carry their currency on the list price."""
        cost, listed = item.net_cost, item.list_price
        money = cost if cost and cost.amount is not None else listed or cost
        return pricing.LineFacts(
            line=item.sequence,
            quantity=item.quantity.amount,
            unit=item.quantity.unit,
            unit_size=item.quantity.unit_size,
            net_cost=cost.amount if cost else None,
            list_price=listed.amount if listed else None,
            currency=money.currency if money else None,
            weight_unit=cost.weight_unit if cost else None,
        )

    def _weight_in_kg(self, line):
        """Return the weight of one each in kilograms; a product keeps it per own unit, in kg or pounds."""
        if not line.product.weight:
            return None
        system_unit = line.product.product_tmpl_id._get_weight_uom_id_from_ir_config_parameter()
        kilogram = self.env.ref("uom.product_uom_kgm")
        pieces = Decimal(repr(line.each_uom.factor)) / Decimal(repr(line.product.uom_id.factor))
        factor = Decimal(repr(system_unit.factor)) / Decimal(repr(kilogram.factor))
        return Decimal(repr(line.product.weight)) * pieces * factor

    def _check_taxes(self, plan, context):
        """Wait where our tax is included in the price: Odoo would take it out of Amazon's cost."""
        if not plan.customer:
            return
        plan.fiscal_position = context.fiscal_position(
            plan.company, plan.bill_to, plan.customer, plan.ship_to.partner_id or plan.customer
        )
        for line in plan.lines_to_sell:
            if not line.product:
                continue
            tax = context.price_included_tax(line.product, plan.company, plan.fiscal_position)
            if tax:
                plan.wait(reason("price_included_tax", tax=tax.name, product=line.product.display_name), line.product)
