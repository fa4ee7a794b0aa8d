"""What a batch of answers needs to know from the database: what is there, what comes, and what was promised."""

from decimal import Decimal

from odoo.tools import SQL

from ..engine import pricing, proposing
from ..engine.dates import end_of_day, local_day
from ..engine.promising import Demand, Ledger, Supply
from .amazon_vendor_order_plan import LinePlan
from .amazon_vendor_stated import stated_dates, stated_order
from .amazon_vendor_time import naive

# What has still to move; a draft of a person's promises nothing yet.
OPEN_MOVES = ("waiting", "confirmed", "partially_available", "assigned")

# Answers that our deliveries do not follow yet, as long as nothing was answered before.
UNFOLLOWED = ("draft", "sending", "failed")


class AcknowledgementContext:
    """Answer every look-up of one batch of orders from memory, with a number of queries that does not grow with it.

    Lives for one batch of one company. Records are read as the system: answers belong to companies and stores.
    """

    def __init__(self, env, orders, now):
        self.env = env
        self.now = now
        self._zones = {}
        self._limits = {}
        self._handler = env["amazon.vendor.order.handler"]
        self._shipped = self._shipped_of(orders.filtered("given_acknowledgement_id"))

    # ------------------------------------------------------------------ the question

    def asked(self, order, given=None):
        """Return the order as the engine asks about it; `given` is our last answer that Amazon has."""
        stated = stated_order(order)
        lines = {line.line_key: line for line in order.line_ids if not line.withdrawn}
        return proposing.Asked(
            key=order.id,
            order=stated,
            policy=self._policy(order),
            known={item.line_key: self._known(order, lines[item.line_key], item) for item in stated.items},
            dates=stated_dates(order, stated),
            tz_name=order._zone(),
            given=given,
        )

    def _policy(self, order):
        code = order.code_id
        return proposing.Policy(
            accept=code.answer_policy,
            price=None if code.price_policy == "ask" else code.price_policy,
            backorder_days=code.backorder_days,
            look_above=self._limit(code, order.currency_id) if code.look_above else None,
        )

    def _limit(self, code, currency):
        """Return the vendor code's limit in the currency of an order."""
        key = code, currency
        if key not in self._limits:
            day = naive(self.now).date()
            limit = code.currency_id._convert(code.look_above, currency or code.currency_id, code.company_id, day)
            self._limits[key] = Decimal(repr(limit))
        return self._limits[key]

    def _known(self, order, line, item):
        """Return what we know about a line: its product, where it lies, and what was agreed about its price."""
        product = line.product_id
        each = line.mapping_id.uom_id or product.uom_id
        plan = LinePlan(item, product=product, each_uom=each)
        facts = self._handler._line_facts(item)
        terms = pricing.Terms(
            cost_basis=order.code_id.cost_basis,
            weight=self._handler._weight_in_kg(plan) if facts.weight_unit and product else None,
            agreed_price=Decimal(repr(line.our_price)) if line.our_price else None,
            tolerance_percent=Decimal(repr(order.code_id.price_tolerance)),
        )
        return proposing.Known(
            state=self._product_state(order, line),
            goods=self._goods(order, line),
            stocked=product.is_storable if product else True,
            pieces_each=self._pieces_each(each, product),
            shipped=self._shipped.get(line.id, 0),
            price=pricing.price_line(facts, terms),
            agreed_cost=pricing.agreed_cost(facts, terms),
            decision=line.price_decision or None,
        )

    def _product_state(self, order, line):
        product = line.product_id
        if line.mapping_id.discontinued:
            return proposing.DISCONTINUED
        if not product:
            return proposing.UNMAPPED
        if not product.active:
            return proposing.ARCHIVED
        if not product.sale_ok or not self._handler._may_use(order.company_id, product):
            return proposing.NOT_SELLABLE
        return proposing.SELLABLE

    def _goods(self, order, line):
        """Return the name of a product in its warehouse; None where nobody can say how much of it there is."""
        product, warehouse = line.product_id, order.store_id.warehouse_id
        if not product and line.mapping_id.discontinued:
            return None, line.mapping_id.id  # what we never sold, of which there is none
        is_kit = "is_kits" in product._fields and product.is_kits  # with the manufacturing addon: its parts are stocked
        return (product.id, warehouse.id) if product and warehouse and not is_kit else None

    def _pieces_each(self, each, product):
        """Return how many of the product's own unit one of Amazon's eaches is."""
        if each == product.uom_id:
            return 1
        return Decimal(repr(each.factor)) / Decimal(repr(product.uom_id.factor))

    def _shipped_of(self, orders):
        """Return {line id: pieces of the product that have left for Amazon}, returns taken off."""
        if not orders:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT sold.amazon_vendor_line_id,
                          sum(CASE WHEN target.usage = 'customer' THEN move.product_qty ELSE -move.product_qty END)
                     FROM amazon_vendor_purchase_order_line line
                     JOIN sale_order_line sold ON sold.amazon_vendor_line_id = line.id
                     JOIN stock_move move ON move.sale_line_id = sold.id AND move.product_id = sold.product_id
                     JOIN stock_location source ON source.id = move.location_id
                     JOIN stock_location target ON target.id = move.location_dest_id
                    WHERE line.order_id IN %s AND move.state = 'done'
                      AND (target.usage = 'customer') != (source.usage = 'customer')
                 GROUP BY 1""",
                tuple(orders.ids),
            )
        )
        return {line_id: _exact(pieces) for line_id, pieces in rows}

    # ------------------------------------------------------------------ the ledger

    def ledger(self, asked):
        """Return what is free for these questions, themselves left out: they do not stand in their own way."""
        named = {known.goods for each in asked for known in each.known.values() if known.goods}
        goods = {(product, warehouse) for product, warehouse in named if product}
        if not goods:
            return Ledger({})
        warehouses = self.env["stock.warehouse"].browse({warehouse for _product, warehouse in goods})
        self._zones = {
            each.id: each.partner_id.tz or each.company_id.partner_id.tz or "UTC" for each in warehouses
        }
        self._products = tuple({product for product, _warehouse in goods})
        self._asked = tuple(each.key for each in asked)
        self.env.flush_all()
        supplies, demands = self._moves()
        return Ledger(self._on_hand(), supplies, [*demands, *self._promises()])

    def _on_hand(self):
        rows = self.env.execute_query(
            SQL(
                """SELECT quant.product_id, location.warehouse_id, sum(quant.quantity)
                     FROM stock_quant quant JOIN stock_location location ON location.id = quant.location_id
                    WHERE quant.product_id IN %s AND location.warehouse_id IN %s AND location.usage = 'internal'
                 GROUP BY 1, 2""",
                self._products,
                tuple(self._zones),
            )
        )
        return {(product, warehouse): _exact(quantity) for product, warehouse, quantity in rows}

    def _moves(self):
        """Return what will come in and what has to leave, a day at a time.

        A move that is a step on the way counts by where the way leads: goods on their way to the dock are leaving. What
        an order of Amazon's has to deliver counts unless its first answer says otherwise, or is still to be proposed:
        then its turn comes later.
        """
        rows = self.env.execute_query(
            SQL(
                """WITH place (warehouse_id, zone) AS (VALUES %(zones)s), step AS (
                       SELECT move.product_id, source.warehouse_id AS source, target.warehouse_id AS target,
                              move.date, move.product_qty AS pieces,
                              move.quantity * move.product_qty / nullif(move.product_uom_qty, 0) AS reserved
                         FROM stock_move move
                         JOIN LATERAL (SELECT CASE WHEN usage = 'internal' THEN warehouse_id END AS warehouse_id
                                         FROM stock_location WHERE id = move.location_id) source ON TRUE
                         JOIN LATERAL (SELECT CASE WHEN usage = 'internal' THEN warehouse_id END AS warehouse_id
                                         FROM stock_location
                                        WHERE id = coalesce(move.location_final_id, move.location_dest_id)) target
                              ON TRUE
                    LEFT JOIN stock_picking picking ON picking.id = move.picking_id
                    LEFT JOIN amazon_vendor_purchase_order po ON po.id = picking.amazon_vendor_purchase_order_id
                    LEFT JOIN amazon_vendor_acknowledgement latest ON latest.id = po.acknowledgement_id
                        WHERE move.product_id IN %(products)s AND move.state IN %(states)s
                          AND source.warehouse_id IS DISTINCT FROM target.warehouse_id
                          AND (po.id IS NULL OR po.id NOT IN %(asked)s)
                          AND (po.given_acknowledgement_id IS NOT NULL
                               OR (latest.state IN %(unfollowed)s OR po.to_propose) IS NOT TRUE))
                   SELECT TRUE, product_id, warehouse_id, zone, %(day)s, sum(pieces), 0
                     FROM step JOIN place ON warehouse_id = target GROUP BY 2, 3, 4, 5
                    UNION ALL
                   SELECT FALSE, product_id, warehouse_id, zone, %(day)s, sum(pieces), sum(coalesce(reserved, 0))
                     FROM step JOIN place ON warehouse_id = source GROUP BY 2, 3, 4, 5""",
                zones=self._zone_rows(),
                products=self._products,
                states=OPEN_MOVES,
                asked=self._asked,
                unfollowed=UNFOLLOWED,
                day=SQL("(date AT TIME ZONE 'UTC' AT TIME ZONE zone)::date"),
            )
        )
        supplies, demands = [], []
        for comes, product, warehouse, zone, day, pieces, reserved in rows:
            goods, moment = (product, warehouse), self._moment(day, zone)
            if comes:
                supplies.append(Supply(goods, moment, _exact(pieces)))
            else:
                demands.append(Demand(goods, moment, _exact(pieces), _exact(reserved)))
        return supplies, demands

    def _promises(self):
        """Return what answers promise that no delivery says yet.

        That is what was proposed or sent first, and what Amazon has for orders without a confirmed sale order.
        """
        rows = self.env.execute_query(
            SQL(
                """WITH place (warehouse_id, zone) AS (VALUES %(zones)s), answer AS (
                       SELECT latest.id FROM amazon_vendor_acknowledgement latest
                         JOIN amazon_vendor_purchase_order po ON po.acknowledgement_id = latest.id
                        WHERE latest.state IN %(unfollowed)s AND po.given_acknowledgement_id IS NULL
                        UNION ALL
                       SELECT po.given_acknowledgement_id FROM amazon_vendor_purchase_order po
                        WHERE po.given_acknowledgement_id IS NOT NULL AND po.sync_state != 'applied'
                          AND po.amazon_state != 'closed'
                          AND NOT EXISTS (SELECT FROM sale_order sale WHERE sale.state = 'sale'
                                             AND sale.amazon_vendor_purchase_order_id = po.id)
                        UNION ALL
                       SELECT po.given_acknowledgement_id FROM sale_order sale
                         JOIN amazon_vendor_purchase_order po ON po.id = sale.amazon_vendor_purchase_order_id
                        WHERE sale.state IN ('draft', 'sent') AND po.sync_state = 'applied'
                          AND po.amazon_state != 'closed')
                   SELECT ordered.product_id, place.warehouse_id, place.zone,
                          CASE WHEN line.promised_on IS NULL THEN days.due
                               WHEN line.promise_kind = 'delivery' THEN line.promised_on - (days.last - days.due)
                               ELSE line.promised_on END,
                          sum(line.pieces * coalesce(each.factor, own.factor) / own.factor)
                     FROM answer JOIN amazon_vendor_acknowledgement_line line ON line.acknowledgement_id = answer.id
                     JOIN amazon_vendor_purchase_order_line ordered ON ordered.id = line.line_id
                     JOIN amazon_vendor_purchase_order po ON po.id = line.order_id
                     JOIN amazon_vendor_store store ON store.id = po.store_id
                     JOIN place ON place.warehouse_id = store.warehouse_id
                     JOIN product_product product ON product.id = ordered.product_id
                     JOIN product_template template ON template.id = product.product_tmpl_id
                     JOIN uom_uom own ON own.id = template.uom_id
                LEFT JOIN amazon_vendor_product mapping ON mapping.id = ordered.mapping_id
                LEFT JOIN uom_uom each ON each.id = mapping.uom_id
                    CROSS JOIN LATERAL (
                          SELECT (po.due_at AT TIME ZONE 'UTC' AT TIME ZONE place.zone)::date AS due,
                                 (po.window_end AT TIME ZONE 'UTC' AT TIME ZONE place.zone)::date AS last) days
                    WHERE ordered.product_id IN %(products)s AND po.id NOT IN %(asked)s AND line.code != 'rejected'
                 GROUP BY 1, 2, 3, 4""",
                zones=self._zone_rows(),
                products=self._products,
                asked=self._asked,
                unfollowed=UNFOLLOWED,
            )
        )
        return [
            Demand((product, warehouse), self._moment(day, zone), _exact(pieces))
            for product, warehouse, zone, day, pieces in rows
        ]

    def _zone_rows(self):
        return SQL(", ").join(SQL("%s", row) for row in self._zones.items())

    def _moment(self, day, zone):
        """Return one moment for all that falls on a day of the warehouse; what is overdue falls on today."""
        today = local_day(self.now, zone)
        return end_of_day(max(day or today, today), zone)


def _exact(number):
    """Return the decimal that a float of the database means."""
    return Decimal(repr(round(float(number), 6)))
