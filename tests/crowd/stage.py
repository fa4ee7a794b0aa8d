"""Run in the host's environment: load the world, let lanes and a person act side by side; print what is left as JSON.

Started as `python stage.py '{"config": …, "database": …, "place": …, "url": …, "lanes": 4}'`. Odoo is loaded once;
every lane and the person are forked processes with connections of their own.
"""

import json
import multiprocessing
import sys
import time
from dataclasses import replace
from importlib import import_module
from urllib.request import Request, urlopen

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

from tests.crashing import world
from tests.crowd import books
from tests.crowd.person import Person

# Small units, so that four lanes take turns often.
UNIT = 5
# How many products of the orders nobody has mapped yet when the lanes start.
UNMAPPED = 6
# How much more Amazon orders of the second line of what is in the books.
MORE = 5
# How long what was put off may take.
MOST_PATIENCE = 60

ORDERS = [("document_type", "=", "purchase_order")]
ARCHIVED = [("state", "=", "archived")]
QUESTIONS = "amazon.vendor.purchase.order", "_cron_ask_people"
GOODS = "amazon.vendor.stock.task", "_cron_reserve_and_replenish"


def main(job):
    arguments = ["-c", job["config"], "-d", job["database"], "--no-http", "--log-level=warn"]
    config.parse_config(arguments, setup_logging=True)
    registry = Registry(job["database"])
    # Importable only now that the configuration has said where addons are.
    stages = import_module("odoo.addons.acorn_vendor_connector.models.amazon_vendor_message_lanes").STAGES
    stages["receive"] = replace(stages["receive"], size=UNIT)
    scene = Scene(registry, job)
    scene.prepare()
    started = time.monotonic()
    scene.play(job["lanes"]) if job["lanes"] > 1 else scene.play_in_turn()
    scene.told["acting_s"] = round(time.monotonic() - started, 1)
    with registry.cursor() as cr:
        left = books.left(api.Environment(cr, SUPERUSER_ID, {}))
    sys.stdout.write(f"{json.dumps({**left, **scene.told})}\n")


class Scene:
    """Half of the orders are in the books and have just been changed by Amazon; the other half is new."""

    def __init__(self, registry, job):
        self.registry = registry
        self.job = job
        self.told = {}

    # ------------------------------------------------------------------ before

    def prepare(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            world.load(env, self.job["place"])
            self.person = Person.enter(env)
            env["stock.quant"].create(books.full_shelves(env))
        self._run("amazon.vendor.cursor", "_cron_pull")
        with self.registry.cursor() as cr:
            messages = api.Environment(cr, SUPERUSER_ID, {})["amazon.vendor.message"].search(ORDERS, order="id")
            half = messages[: len(messages) // 2]
            numbers = half.mapped("reference")
            (messages - half).retry_at = "2100-01-01"
        self._run("amazon.vendor.message", "_cron_receive_messages")
        self._change_at_amazon(numbers)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["amazon.vendor.message"].search([("state", "=", "archived")]).retry_at = False
            books.unmap(env, self._products_of(env), UNMAPPED)
            env["amazon.vendor.cursor"].search([("feed", "=", "orders_changed")])._wake()
        time.sleep(1.1)  # windows end before the present second
        self._run("amazon.vendor.cursor", "_cron_pull")

    def _products_of(self, env):
        """Return the identifiers that the new orders name, each once, in their order."""
        pending = env["amazon.vendor.message"].search(
            [*ORDERS, ("state", "=", "archived"), ("version", "=", 1)], order="id"
        )
        payloads = pending.page_id._payloads(pending)
        items = (item for message in pending for item in payloads[message.id]["orderDetails"]["items"])
        return list(dict.fromkeys(item["amazonProductIdentifier"] for item in items))

    def _change_at_amazon(self, numbers):
        """Have Amazon order more of the second line of these orders."""
        orders = json.load(urlopen(f"{self.job['url']}/_simulator/truth"))["orders"]
        for order in (order for order in orders if order["number"] in numbers):
            amount = order["document"]["orderDetails"]["items"][1]["orderedQuantity"]["amount"] + MORE
            body = json.dumps({"quantities": {"2": amount}}).encode()
            urlopen(Request(f"{self.job['url']}/_simulator/orders/{order['number']}/change", body)).close()

    def _run(self, model, loop):
        with self.registry.cursor() as cr:
            getattr(api.Environment(cr, SUPERUSER_ID, {})[model], loop)()

    # ------------------------------------------------------------------ meanwhile

    def play_in_turn(self):
        """Let the person do everything first, and then one lane."""
        self.told = self.person.work(self.registry)
        self._finish()

    def play(self, lanes):
        """Let everybody act at once, and wait until the last has gone home."""
        fork = multiprocessing.get_context("fork")
        person_left, notes = fork.Event(), fork.SimpleQueue()
        before = self._deadlocks()
        sql_db.close_all()
        actors = [fork.Process(target=self._lane, args=(person_left,)) for _ in range(lanes)]
        actors.append(fork.Process(target=self._clerk, args=(person_left,)))
        actors.append(fork.Process(target=self._person, args=(person_left, notes)))
        for actor in actors:
            actor.start()
        for actor in actors:
            actor.join()
        if any(actor.exitcode for actor in actors):
            raise RuntimeError(f"somebody gave up: {[actor.exitcode for actor in actors]}")
        self._finish()
        self.told = {**notes.get(), "deadlocks": self._deadlocks() - before}

    def _lane(self, person_left):
        """Receive, again and again, until the person has left and nothing is ready."""
        while not person_left.is_set() or self._is_left("amazon.vendor.message", ARCHIVED):
            self._run("amazon.vendor.message", "_cron_receive_messages")
            time.sleep(0.05)

    def _clerk(self, person_left):
        """Do what only one worker at a time does beside the lanes."""
        while not person_left.is_set():
            self._run(*QUESTIONS)
            self._run(*GOODS)
            time.sleep(0.2)

    def _finish(self):
        """Do what was put off to a quieter moment, and what the last triggers ask for."""
        end = time.monotonic() + MOST_PATIENCE
        while time.monotonic() < end:
            for work in (QUESTIONS, ("amazon.vendor.message", "_cron_receive_messages"), GOODS):
                self._run(*work)
            if not self._is_left("amazon.vendor.message", ARCHIVED) and not self._is_left(GOODS[0], []):
                return
            time.sleep(0.5)

    def _person(self, person_left, notes):
        try:
            notes.put(self.person.work(self.registry))
        finally:
            person_left.set()

    def _is_left(self, model, domain):
        with self.registry.cursor() as cr:
            return bool(api.Environment(cr, SUPERUSER_ID, {})[model].search_count(domain, limit=1))

    def _deadlocks(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
            return cr.fetchone()[0]


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
