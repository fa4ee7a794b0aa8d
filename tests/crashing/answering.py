"""Run in the host's environment: let workers die while they propose and while they take in Amazon's status.

Started as `python answering.py '{"config": …, "database": …, "place": …, "url": …}'`; prints as JSON what is in the
books, and what would be there had nobody died: the same work in a transaction that is rolled back.
"""

import json
import sys
import time
from urllib.request import Request, urlopen

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from tests.crashing import world
from tests.crashing.nursery import live, work

PROPOSE = (("amazon.vendor.purchase.order", "_cron_propose_answers"),)
PULL = (("amazon.vendor.cursor", "_cron_pull"),)
RECEIVE = (("amazon.vendor.message", "_cron_receive_messages"),)
# At which statement a worker dies: early, amid the first batch, and, proposing, when that one is committed.
DEATHS_PROPOSING = (12, 150, 290)
DEATHS_RECEIVING = (8, 20, 45)
# What is free is promised, and what does not need a person is sent.
POLICY = {"answer_policy": "free", "price_policy": "accept", "answer_channel": "api"}

ANSWERS = """
    SELECT po.name, po.answer_due, po.to_propose, po.answer_state, answer.version, answer.state, answer.is_automatic,
           line.sequence_number, line.code, line.quantity, line.rejection_reason, message.state
      FROM amazon_vendor_purchase_order po
 LEFT JOIN amazon_vendor_acknowledgement answer ON answer.order_id = po.id
 LEFT JOIN amazon_vendor_acknowledgement_line line ON line.acknowledgement_id = answer.id
 LEFT JOIN amazon_vendor_message message ON message.purchase_order_id = po.id AND message.direction = 'outbound'
  ORDER BY 1, answer.version, 8, 9"""
STATUSES = """
    SELECT po.name, po.amazon_status, po.is_confirmed, line.sequence_number, line.confirmation,
           line.amazon_accepted_pieces, line.received_pieces, line.receipt_count, receipt.number, receipt.kind,
           receipt.pieces
      FROM amazon_vendor_purchase_order po JOIN amazon_vendor_purchase_order_line line ON line.order_id = po.id
 LEFT JOIN amazon_vendor_receipt receipt ON receipt.line_id = line.id
  ORDER BY 1, 4, 9"""
PROMISED_TOO_OFTEN = """
    SELECT count(*)
      FROM (SELECT line.product_id, sum(said.pieces) AS promised
              FROM amazon_vendor_acknowledgement_line said
              JOIN amazon_vendor_purchase_order_line line ON line.id = said.line_id
             WHERE said.code = 'accepted' GROUP BY 1) answers
      JOIN (SELECT product_id, sum(quantity) AS on_hand
              FROM stock_quant quant JOIN stock_location place ON place.id = quant.location_id
             WHERE place.usage = 'internal' GROUP BY 1) stock USING (product_id)
     WHERE promised > on_hand"""


def main(job):
    arguments = ["-c", job["config"], "-d", job["database"], "--no-http", "--log-level=warn"]
    config.parse_config(arguments, setup_logging=True)
    registry = Registry(job["database"])
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        world.load(env, job["place"])
        env["amazon.vendor.code"].search([]).write(POLICY)
    work(registry)
    answers = _compare(registry, ANSWERS, _propose_at_once, PROPOSE, DEATHS_PROPOSING)
    _have_amazon_receive(registry, job["url"])
    work(registry, PULL)
    statuses = _compare(registry, STATUSES, _receive_at_once, RECEIVE, DEATHS_RECEIVING)
    with registry.cursor() as cr:
        cr.execute(PROMISED_TOO_OFTEN)
        [promised_too_often] = cr.fetchone()
    told = {"answers": answers, "statuses": statuses, "promised_too_often": promised_too_often}
    sys.stdout.write(f"{json.dumps(told)}\n")


def _compare(registry, question, at_once, loops, deaths):
    """Return what is in the books after workers died at these statements, and what would be had nobody died."""
    with registry.cursor() as cr:
        at_once(api.Environment(cr, SUPERUSER_ID, {}))
        cr.flush()
        expected = _rows(cr, question)
        cr.rollback()
    ends = [end for statements in deaths for end in live(registry, [(statements, 0)], loops)]
    [last] = live(registry, [None], loops)
    with registry.cursor() as cr:
        return {"found": _rows(cr, question), "expected": expected, "deaths": ends, "last": last}


def _rows(cr, question):
    cr.execute(question)
    return cr.fetchall()


def _propose_at_once(env):
    while batch := env["amazon.vendor.purchase.order"]._next_to_propose():
        batch._propose_apart()


def _receive_at_once(env):
    archived = env["amazon.vendor.message"].search([("state", "=", "archived")], order="id")
    for messages in archived.grouped(lambda message: (message.document_type, message.company_id)).values():
        messages._receive()


def _have_amazon_receive(registry, url):
    """Let Amazon take every order as accepted, and count its goods."""
    with registry.cursor() as cr:
        names = [name for [name] in _rows(cr, "SELECT name FROM amazon_vendor_purchase_order ORDER BY 1")]
        feeds = api.Environment(cr, SUPERUSER_ID, {})["amazon.vendor.cursor"].search([])
        feeds.filtered(lambda feed: feed.feed != "order_status").enabled = False
        feeds._wake()
    for name in names:
        for verb in ("acknowledge", "receive"):
            urlopen(Request(f"{url}/_simulator/orders/{name}/{verb}", b"{}")).close()
    time.sleep(1)  # Amazon's windows end before the second in which they are asked for


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
