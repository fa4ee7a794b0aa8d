"""The two halves of an update's proof: what the release does before it, and what goes on after it."""

import importlib
import json
import time
import urllib.request
from datetime import datetime, timedelta, timezone

from odoo import fields

OWN_CRONS = [("model_id.model", "=like", "amazon.vendor.%")]
MOST_ROUNDS = 5
MOST_SECONDS = 90  # until the demo's story is at its end: Amazon takes some for each answer


def live(env, simulator_url):
    """Load the demo, receive and answer its orders, with the code that is on the path; return counts and version."""
    loader = importlib.import_module("demo.load")
    loader.load(env, simulator_url)
    version = env["ir.module.module"].search([("name", "=", "acorn_vendor_connector")]).installed_version
    end = time.monotonic() + MOST_SECONDS
    while True:
        _work(env)
        counts = loader.check(env)
        if counts["right"] or time.monotonic() > end:
            return {**counts, "version": version}
        time.sleep(1)
        loader.go_on(env)


def go_on(env, simulator_url):
    """Open every screen, read everything again with one order more, and return a sentence for each thing that is wrong.

    What waited for a person before the update goes on after it, from the bytes that were archived before it.
    """
    problems = [*_broken_screens(env), *_broken_crons(env)]
    _read_everything(env)  # orders that were answered say so by now
    before = _count(env)
    _place_one_more(simulator_url)
    _read_everything(env)
    problems += _unexpected("a second reading of everything and one new order", before, _count(env), new=1)
    before = _count(env)
    _map_a_ship_to(env)
    _work(env)
    return problems + _unexpected("mapping the ship-to that an order waited for", before, _count(env), new=1, told=0)


def _read_everything(env):
    accounts = env["amazon.vendor.account"].search([])
    for account in accounts:
        env["amazon.vendor.cursor"]._create_backfill(account, account.sync_from, fields.Datetime.now())
    accounts.action_pull_now()
    _work(env)


def _work(env):
    """Run the scheduled actions, once for what is due and then for what comes of it."""
    for done in range(MOST_ROUNDS):
        if done > 1 and not env["amazon.vendor.message"].search_count([("state", "=", "archived")]):
            break
        for cron in env["ir.cron"].search(OWN_CRONS, order="id"):
            env.cr.commit()  # a job runs in a transaction of its own and sees what is committed
            answer = cron.method_direct_trigger()
            if answer is not True:
                raise RuntimeError(f"{cron.name}: {answer['params']['data']['debug']}")
    env.invalidate_all()


def _broken_screens(env):
    for action in env["ir.actions.act_window"].search([("res_model", "=like", "amazon.vendor.%")]):
        try:
            env[action.res_model].get_views(action.views)
        except Exception as error:  # noqa: BLE001 (whatever it is, the screen cannot be opened)
            yield f"the screen {action.name} cannot be opened: {error}"


def _broken_crons(env):
    for cron in env["ir.cron"].with_context(active_test=False).search(OWN_CRONS):
        method = cron.code.strip().removeprefix("model.").removesuffix("()")
        if not hasattr(env[cron.model_id.model], method):
            yield f"the scheduled action {cron.name} calls {cron.code}, which is no longer there"


def _count(env):
    orders = env["amazon.vendor.purchase.order"].search([])
    sales = orders.sale_order_ids.filtered(lambda sale: sale.state != "cancel")
    messages = env["amazon.vendor.message"]
    return {
        "messages": messages.search_count([("document_type", "=", "purchase_order")]),
        "purchase orders": len(orders),
        "purchase orders of one number": len(orders) - len(set(orders.mapped("name"))),
        "sale orders": len(sales),
        "deliveries": len(sales.picking_ids.filtered(lambda picking: picking.state != "cancel")),
        "failed messages": messages.search_count([("state", "=", "failed")]),
        "messages left to receive": messages.search_count([("state", "=", "archived")]),
        "feeds in trouble": env["amazon.vendor.cursor"].search_count([("error_kind", "!=", False)]),
    }


def _unexpected(after_what, before, now, new, told=None):
    """Compare counts: `new` orders more became sale orders, and Amazon told `told` of them (all, unless it is said)."""
    told = new if told is None else told
    more = {"messages": told, "purchase orders": told, "sale orders": new, "deliveries": new}
    return [
        f"after {after_what} there are {count} {what}, not {before[what] + more.get(what, 0)}"
        for what, count in now.items()
        if count != before[what] + more.get(what, 0)
    ]


def _place_one_more(simulator_url):
    """Have Amazon place an order like the newest ordinary one, some minutes ago."""
    truth = _ask(simulator_url, "truth?tag=ordinary")
    like = max(truth["orders"], key=lambda order: order["placed_at"])
    details = like["document"]["orderDetails"]
    some_minutes_ago = datetime.now(timezone.utc) - timedelta(minutes=9)
    _ask(simulator_url, "orders", {
        "vendor_code": like["vendor_code"],
        "ship_to": details["shipToParty"]["partyId"],
        "lines": details["items"],
        "placed_at": some_minutes_ago.isoformat(),
    })


def _map_a_ship_to(env):
    ship_tos = env["amazon.vendor.ship.to"]
    [ship_to] = ship_tos.search([("store_id", "=", False)])
    neighbour = ship_tos.search([("code_id", "=", ship_to.code_id.id), ("store_id", "!=", False)], limit=1)
    ship_to.write({"store_id": neighbour.store_id.id, "partner_id": neighbour.partner_id.id, "tz": neighbour.tz})


def _ask(url, question, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(f"{url}/_simulator/{question}", data=data, timeout=30) as answer:  # loopback only
        return json.load(answer)
