"""The ways of getting Amazon's orders into the books, from the same start, and what each of them leaves behind."""

import json
from contextlib import contextmanager

from odoo import fields

from .snapshot import Start

PLAIN = "acorn_vendor_connector.plain_batches"


class Ways:
    """Try one way after the other on one world; each is undone before the next."""

    def __init__(self, world):
        self.world, self.env = world, world.env

    def results(self, way, *parts):
        """Return what the database says after each part; a part is a list of documents, or a person's deed."""
        start, found = Start(self.env), []
        with self.undone():
            for part in parts:
                if callable(part):
                    part()
                else:
                    self._archive(part)
                    way(self._ready())
                found.append(start.now())
        return found

    @contextmanager
    def undone(self):
        """Undo what happens inside, also in the caches."""
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.registry.clear_all_caches()
            self.env.invalidate_all()

    # ------------------------------------------------------------------ ways

    def fast(self, messages):
        """In one batch, with every shortcut."""
        self._switch(plain=False)
        messages._receive()
        self.env.flush_all()
        self.env.invalidate_all()  # its goods are reserved in a transaction of its own
        for task in self.env["amazon.vendor.stock.task"].search([]):
            task._do()

    def plain(self, messages):
        """In one batch, as the setting returns to."""
        self._switch(plain=True)
        messages._receive()

    def one_by_one(self, messages):
        """Each order in a batch of its own, as the setting returns to."""
        self._switch(plain=True)
        for message in messages:
            message._receive()

    def by_person(self, messages):
        """As quotations, which a person then confirms one by one."""
        self.world.vendor.code.confirm_policy = "quotation"
        self.one_by_one(messages)
        orders = messages.purchase_order_id.sorted("id")
        for sale in orders.sale_order_ids.filtered(lambda sale: sale.state == "draft"):
            sale.with_context(allowed_company_ids=sale.company_id.ids).action_confirm()
        self.world.vendor.code.confirm_policy = "confirm"

    def _switch(self, plain):
        self.env["ir.config_parameter"].set_param(PLAIN, "True" if plain else False)

    # ------------------------------------------------------------------ what Amazon says

    def _ready(self):
        account = self.world.vendor.account
        return self.env["amazon.vendor.message"].search(
            [("state", "=", "archived"), ("account_id", "=", account.id)], order="id"
        )

    def _archive(self, documents):
        """Put one page of documents into the archive, as a pull does."""
        body = json.dumps({"payload": {"orders": documents}}).encode()
        account = self.world.vendor.account
        pages = self.env["amazon.vendor.page"]
        page = pages.create(
            {
                "account_id": account.id,
                "company_id": account.company_id.id,
                "environment": "simulator",
                "feed": "orders_created",
                "operation": "getPurchaseOrders",
                "requested_at": fields.Datetime.add(fields.Datetime.now(), minutes=pages.search_count([])),
                "digest": "-",
                "size": len(body),
            }
        )
        page._store_body(body)
        self.env["amazon.vendor.message"]._archive(page, documents)


def difference(one, other):
    """Return a line [record, field, in one, in the other] for everything that two snapshots say differently."""
    lines = []
    for label in sorted(one.keys() | other.keys()):
        mine, theirs = one.get(label), other.get(label)
        if mine is None or theirs is None:
            lines.append([label, "", *("there" if there else "not there" for there in (mine, theirs))])
        else:
            lines += [[label, name, mine[name], theirs[name]] for name in mine if mine[name] != theirs[name]]
    return lines
