"""Load the demo, let its story go on, and tell whether it ended as it should."""
import json
import urllib.request
from collections import Counter
from datetime import timedelta

from odoo import fields

from .amazon import COMPANY_OF_CODE, load_accounts, load_codes
from .companies import load_companies, load_people, load_products, load_stores
from .money import count_money, expect_money, load_money

LOGINS = [
    {"who": "Administrator", "login": "admin", "password": "admin"},
    {"who": "Accountant", "login": "accountant", "password": "accountant", "name": "Anna Abel"},
    {"who": "Warehouse", "login": "warehouse", "password": "warehouse", "name": "Walt Weber"},
]
WAITING_TAGS = {"unknown_ship_to", "unknown_product"}
STATE_OF = {"Success": "accepted", "Failure": "rejected", "Processing": "submitted"}
# What should have become of the orders that waited for an answer, by the simulator's tags: the state of our answer, and
# how many documents it took. Nobody has touched anything by then.
STAGES = {
    "accepted": ("accepted", 1), "backordered": ("accepted", 1), "rejected_in_part": ("accepted", 1),
    "refused": ("proposed", 1), "stuck": ("sending", 1), "changed_after_answer": ("accepted", 2),
    "price_differs": ("proposed", 0), "worth_a_look": ("proposed", 0), "due_soon": ("proposed", 0),
    "to_answer": ("proposed", 0), "books": ("proposed", 0), "rush": ("proposed", 0), "changes_soon": ("proposed", 0),
    "unknown_ship_to": ("proposed", 0), "unknown_product": ("proposed", 0),
}
ASK_AGAIN_FOR = timedelta(seconds=30)


def load(env, simulator_url):
    """Load what is missing, test the accounts and let them pull. Commits nothing."""
    credentials = _ask(simulator_url, "state")["accounts"]
    companies = load_companies(env)
    load_people(env, companies, LOGINS)
    env = env(user=env.ref("base.user_admin").id, context={
        **env.context, "allowed_company_ids": [company.id for company in companies.values()],
    })
    companies = {name: company.with_env(env) for name, company in companies.items()}
    stores = load_stores(env, companies)
    products = load_products(env, stores)
    accounts = load_accounts(env, companies, credentials)
    load_codes(env, accounts, companies, stores, products)
    load_money(env, companies)
    for account in accounts:
        account.action_test_connection()
        account.action_run()
        account.action_pull_now()


def go_on(env):
    """Let the story take seconds where life takes a minute and more.

    Ask what became of answers, pull what has changed since, ship what Amazon has received some of.
    """
    messages = env["amazon.vendor.message"]
    now = fields.Datetime.now()
    sent = messages.search([("state", "=", "submitted"), ("sent_at", ">", now - ASK_AGAIN_FOR), ("retry_at", ">", now)])
    if sent:
        sent.write({"retry_at": now})
        messages._trigger("settle")
    truth = _truth(env)
    orders = env["amazon.vendor.purchase.order"]
    changed = [order["number"] for order in truth if _is_changed_after_answer(order)]
    behind = orders.search([("name", "in", changed), ("changed_at", "=", False)])
    behind.code_id.account_id.action_pull_now()
    arrived = [order["number"] for order in truth if order["received"]]
    for picking in orders.search([("name", "in", arrived)]).sale_order_ids.picking_ids:
        if picking.state == "assigned":
            picking.with_context(skip_sms=True).button_validate()


def check(env):
    """Return the counts of the story so far; `right` says whether they are what the simulated Amazon knows."""
    orders = env["amazon.vendor.purchase.order"].search([])
    sales = env["sale.order"].search([("amazon_vendor_purchase_order_id", "!=", False), ("state", "!=", "cancel")])
    documents = env["amazon.vendor.message"].search([("direction", "=", "outbound")])
    states = Counter(orders.mapped("sync_state"))
    said = orders.acknowledgement_id.filtered(lambda answer: answer.state == "accepted")
    truth = _truth(env)
    found = {
        "orders_pulled": len(orders),
        "sale_orders": dict(Counter(sale.company_id.name for sale in sales)),
        "pickings": len(sales.picking_ids.filtered(lambda picking: picking.state != "cancel")),
        "waiting": states["waiting"],
        "failed": states["failed"] + env["amazon.vendor.message"].search_count([("state", "=", "failed")]),
        "duplicates": len(sales) - len(sales.amazon_vendor_purchase_order_id),
        "answers_proposed": len(orders.acknowledgement_ids.order_id),
        "answers_automatic": len(orders.acknowledgement_ids.filtered("is_automatic").message_id),
        "answers_sent": dict(Counter(documents.mapped("state"))),
        "pieces_answered": {
            code: sum(said.mapped(f"{code}_pieces")) for code in ("accepted", "backordered", "rejected")
        },
        "pieces_sold": sum(line.product_uom_id._compute_quantity(line.product_uom_qty, line.product_id.uom_id)
                           for line in said.order_id.sale_order_id.order_line),
        "to_answer": len(orders.filtered(lambda order: order.answer_state in ("due", "proposed", "refused"))),
        "pieces_shipped": sum(orders.line_ids.mapped("shipped_pieces")),
        "pieces_received": sum(orders.line_ids.mapped("received_pieces")),
        "lines_received": dict(Counter(map(_receipt, orders.line_ids.filtered("received_pieces")))),
        "stages": _stages(orders, documents, truth),
        **count_money(env),
    }
    expected = _expected(env, truth)
    return {**found, "expected": expected, "right": found == expected}


def _stages(orders, documents, truth):
    """Return where our answers stand by the simulator's tags, whose orders it names."""
    found, sent = {}, Counter(documents.mapped("reference"))
    states = {order.name: order.answer_state for order in orders}
    for order in truth:
        for tag in STAGES.keys() & set(order["tags"]):
            number = order["number"]
            found.setdefault(tag, set()).add((states.get(number, "none"), sent[number]))
    return {tag: sorted(stages) for tag, stages in found.items()}


def _expected(env, orders):
    """Work out the counts from what the simulator says it holds, not from what we read of it."""
    open_orders = [
        order for order in orders if order["state"] != "Closed" and "consignment" not in order["tags"]
    ]
    waiting = [order for order in open_orders if WAITING_TAGS & set(order["tags"])]
    booked = [order for order in open_orders if order not in waiting]
    answered = [order for order in orders if _answers(order)]
    pieces = {order["number"]: _pieces(order) for order in answered}
    transactions = _amazon(env, "transactions")["transactions"]
    under_way = {number for known in transactions if known["status"] == "Processing" for number in known["numbers"]}
    not_answered = [order for order in orders if order["state"] == "New"]
    return {
        "orders_pulled": len(orders),
        "sale_orders": dict(Counter(COMPANY_OF_CODE[order["vendor_code"]] for order in booked)),
        "pickings": len(booked) + sum(1 for codes in pieces.values() if codes["backordered"]),
        "waiting": len(waiting),
        "failed": 0,
        "duplicates": 0,
        "answers_proposed": len(answered) + len(not_answered),
        "answers_automatic": len(transactions),
        "answers_sent": dict(Counter(STATE_OF[known["status"]] for known in transactions)),
        "pieces_answered": {
            code: sum(codes[code] for codes in pieces.values()) for code in ("accepted", "backordered", "rejected")
        },
        "pieces_sold": sum(codes["accepted"] + codes["backordered"] for codes in pieces.values()),
        "to_answer": len([order for order in not_answered if order["number"] not in under_way]),
        "pieces_shipped": sum(sum(order["expected"].values()) for order in booked if order["received"]),
        "pieces_received": sum(sum(order["received"].values()) for order in orders),
        "lines_received": dict(Counter(
            _compare(pieces, order["expected"][name]) for order in orders for name, pieces in order["received"].items()
            if pieces
        )),
        "stages": {tag: [stage] for tag, stage in STAGES.items()},
        **expect_money(env),
    }


def _receipt(line):
    return _compare(line.received_pieces, line.amazon_accepted_pieces)


def _compare(received, expected):
    """Tell whether what was received is what was accepted."""
    return "full" if received == expected else "short" if received < expected else "over"


def _answers(order):
    """Return what Amazon made of our answers to an order, the latest last; not what was said in Vendor Central."""
    return [change["document"] for change in order["changes"] if change["verb"] == "answer"]


def _pieces(order):
    """Add up the pieces that our last answer accepts, backorders and rejects."""
    sums = Counter()
    for item in _answers(order)[-1]["items"]:
        for part in item["itemAcknowledgements"]:
            quantity = part["acknowledgedQuantity"]
            each = quantity.get("unitSize", 1) if quantity["unitOfMeasure"] == "Cases" else 1
            sums[part["acknowledgementCode"].lower()] += quantity["amount"] * each
    return sums


def _is_changed_after_answer(order):
    verbs = [change["verb"] for change in order["changes"]]
    return "answer" in verbs and verbs[-1] == "change"


def _truth(env):
    """Return every order that Amazon shows by now, with what happened to it."""
    found = _amazon(env, "truth?documents=false")
    return [order for order in found["orders"] if order["visible_at"] <= found["now"]]


def _amazon(env, question):
    account = env["amazon.vendor.account"].search([("environment", "=", "simulator")], limit=1)
    return _ask(account.endpoint.rsplit("/", 1)[0], question)


def _ask(url, question):
    with urllib.request.urlopen(f"{url}/_simulator/{question}", timeout=30) as answer:  # loopback only
        return json.load(answer)
