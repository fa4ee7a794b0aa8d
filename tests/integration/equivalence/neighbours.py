"""What other modules bring, where they are installed: kits, manufacture, purchase, batch and wave transfers."""

from odoo.fields import Command


class Neighbours:
    def __init__(self, env, places, vendor, goods):
        self.env, self.places, self.vendor, self.goods = env, places, vendor, goods
        self.on_order = env.ref("stock.route_warehouse0_mto")
        self.on_order.active = True
        if "mrp.bom" in env:
            self._kits()
            self._made()
        if "purchase.order" in env and env.ref("purchase_stock.route_warehouse0_buy", raise_if_not_found=False):
            self._bought()
        if "stock.picking.batch" in env:
            self._batches()

    # ------------------------------------------------------------------ kits and what is made

    def _kits(self):
        """A kit of stored goods and a consumable, and a kit of that kit."""
        self.goods.add("KIT")
        self._bom("KIT", {"MUG": 2, "PLATE": 1, "NAPKIN": 4}, "phantom")
        self.goods.add("BIGKIT")
        self._bom("BIGKIT", {"KIT": 2, "TEA": 1}, "phantom")

    def _made(self):
        manufacture = self.env.ref("mrp.route_warehouse0_manufacture")
        self.goods.add("MADE")
        self._bom("MADE", {"PLATE": 1, "VASE": 1})
        self.goods.add("MADETO", route_ids=[Command.set((manufacture | self.on_order).ids)])
        self._bom("MADETO", {"CHAIR": 1, "LAMP": 2})
        for store in ("New York", "Dallas", "Leipzig"):
            self.goods.order_point("MADE", store, 3, 12, route_id=manufacture.id)

    def _bom(self, name, parts, kind="normal"):
        products = self.goods.products
        return self.env["mrp.bom"].create(
            {
                "product_tmpl_id": products[name].product_tmpl_id.id,
                "type": kind,
                "company_id": False,
                "bom_line_ids": [
                    Command.create({"product_id": products[part].id, "product_qty": quantity})
                    for part, quantity in parts.items()
                ],
            }
        )

    # ------------------------------------------------------------------ what is bought

    def _bought(self):
        """Two vendors with lead times; one product to stock, one to order, and one that nobody sells."""
        buy = self.env.ref("purchase_stock.route_warehouse0_buy")
        potter, weaver = (self.env["res.partner"].create({"name": name}) for name in ("Potter", "Weaver"))
        self.goods.add("BOUGHT", 5, seller_ids=[self._sold_by(potter, 3, 4.5)])
        self.goods.add("BOUGHT2", 0, seller_ids=[self._sold_by(potter, 3, 7), self._sold_by(weaver, 9, 6)])
        self.goods.add(
            "BOUGHTTO", route_ids=[Command.set((buy | self.on_order).ids)], seller_ids=[self._sold_by(weaver, 5, 20)]
        )
        self.goods.add("UNSOLD")
        for store in self.places.warehouses:
            for name in ("BOUGHT", "BOUGHT2", "UNSOLD"):
                self.goods.order_point(name, store, 4, 40, route_id=buy.id)

    def _sold_by(self, partner, days, price):
        return Command.create({"partner_id": partner.id, "delay": days, "price": price, "min_qty": 1})

    # ------------------------------------------------------------------ batches and waves

    def _batches(self):
        """Every warehouse gathers its transfers another way."""
        self._gather("New York", "out_type_id", batch_group_by_partner=True)
        self._gather("Dallas", "pick_type_id", wave_group_by_product=True)
        self._gather("Leipzig", "pick_type_id", batch_group_by_destination=True, batch_max_lines=9)
        self._gather("Reno", "pick_type_id", batch_group_by_src_loc=True, batch_max_pickings=3)
        self._gather(
            "Berlin",
            "out_type_id",
            batch_auto_confirm=False,
            wave_group_by_location=True,
            wave_location_ids=[Command.set(self.places.warehouses["Berlin"].lot_stock_id.ids)],
        )

    def _gather(self, store, kind, **values):
        self.places.warehouses[store][kind].write({"auto_batch": True, **values})
