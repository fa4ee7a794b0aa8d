"""The archive at work: pages with new documents, pages with known ones, and what is asked of it when it is full."""

import json
import time
from datetime import timezone

from odoo import fields
from odoo.addons.acorn_vendor_connector.models.amazon_vendor_cursor_pull import Request
from odoo.addons.acorn_vendor_connector.spapi.client import Answer
from odoo.addons.acorn_vendor_connector.spapi.operations import GET_PURCHASE_ORDER, GET_PURCHASE_ORDERS

from benchmarks.jobs import one_by_one
from tests.scale.filling import Archive
from tests.scale.lookups import look_ups
from tests.scale.plans import explain, total
from tests.scale.tables import TABLES

VENDOR_CODE = "ACRN1"
PAGE = 100


def load(work):
    """Make an account whose answers are archived."""
    with work.environment() as env:
        app = env["amazon.vendor.app"].create({"name": "Measured", "client_id": "measured"})
        account = env["amazon.vendor.account"].create(
            {
                "name": "Measured", "environment": "simulator", "region": "NA", "app_id": app.id,
                "endpoint": "http://127.0.0.1:9",
            }
        )
        env["amazon.vendor.code"]._get_or_create(account, [VENDOR_CODE])
        env.cr.commit()


def take_in(work, documents, first, pages):
    """Take in so many pages as the feed does, each with its commit; the orders are numbered from `first` on."""
    with work.environment() as env:
        feed = env["amazon.vendor.account"].search([("name", "=", "Measured")]).cursor_ids.filtered(
            lambda cursor: cursor.feed == "orders_created"
        )
        answers = [_answer(documents, first + page * PAGE, PAGE) for page in range(pages)]
        for answer in answers:
            feed._take_in(Request(answer.operation, fields.Datetime.now(), {}), answer)
            env["ir.cron"]._commit_progress(1)
            work.note(PAGE)


def take_in_one_by_one(work, documents, first, count):
    """Do the same as importers usually do: ask for one order, look whether it is there, archive it, commit."""
    with work.environment() as env:
        account = env["amazon.vendor.account"].search([("name", "=", "Measured")])
        answers = [_answer(documents, first + place, 1) for place in range(count)]
        for answer in answers:
            page = one_by_one.archive(env, account, answer)
            document = json.loads(answer.body)["payload"]
            messages, number = env["amazon.vendor.message"], document["purchaseOrderNumber"]
            if not messages.search([("reference", "=", number), ("is_current", "=", True)], limit=1):
                one_by_one.note_message(env, page, account.code_ids, document)
            env.cr.commit()
            work.note(1)


def _answer(documents, first, count):
    """Return Amazon's answer with so many orders."""
    orders = [
        {**documents[place % len(documents)], "purchaseOrderNumber": f"N{first + place:07}"} for place in range(count)
    ]
    operation = GET_PURCHASE_ORDERS if count > 1 else GET_PURCHASE_ORDER
    payload = {"orders": orders} if count > 1 else orders[0]
    return Answer(
        status=200,
        body=json.dumps({"payload": payload}, separators=(",", ":")).encode(),
        request_id=f"request-{first}",
        operation=operation.name,
        query={},
        rate_limit=None,
        received_at=fields.Datetime.now().replace(tzinfo=timezone.utc),
    )


def fill(work, messages):
    """Fill the archive by SQL; return the seconds that took and what each look-up costs then."""
    with work.environment() as env:
        started = time.monotonic()
        archive = Archive(env, messages)
        archive.fill()
        seconds = time.monotonic() - started
        for ask in look_ups(archive).values():  # once to bring into memory what is asked for every day
            explain(env, ask)
        costs = {name: total(explain(env, ask)) for name, ask in look_ups(archive).items()}
        env.cr.rollback()
    return {"seconds": seconds, "look_ups": costs}


def forget(work, steps):
    """Take so many steps of retention."""
    with work.environment() as env:
        for _step in range(steps):
            done, _more = env["amazon.vendor.page"]._gc_bodies()
            env.cr.commit()
            if not done:
                break
            work.note(done)


def sizes(work):
    """Return {table: (rows, bytes of the rows, bytes of the indexes, bytes kept beside the rows)}."""
    with work.environment() as env:
        found = {}
        for table in TABLES:
            env.cr.execute(
                """SELECT reltuples::bigint, pg_relation_size(oid), pg_indexes_size(oid),
                          pg_table_size(oid) - pg_relation_size(oid)
                     FROM pg_class WHERE relname = %s""",
                [table],
            )
            [found[table]] = env.cr.fetchall()
        return found
