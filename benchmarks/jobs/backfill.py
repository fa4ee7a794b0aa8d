"""Six months of orders: asked for by the wizard, read by the feed, received by a lane, and what they weigh."""

import json
from datetime import timedelta

from odoo import fields

from benchmarks.jobs import one_by_one, orders_world

# What every order of Amazon's leaves behind, and what only those leave that are booked.
WEIGHED = {
    "archive": ("amazon_vendor_page_body",),
    "pages": ("amazon_vendor_page",),
    "messages": ("amazon_vendor_message",),
    "mirror": ("amazon_vendor_purchase_order",),
    "mirror_lines": ("amazon_vendor_purchase_order_line",),
}


def load(work, place, days, live_days):
    """Make the world of the orders' benchmark, with a vendor code that went live late, and ask for the back-fill."""
    orders_world.load(work, place)
    with work.environment() as env:
        now = fields.Datetime.now()
        env["amazon.vendor.cursor"].search([]).enabled = False  # the back-fill alone is measured
        env["amazon.vendor.code"].search([]).go_live = now - timedelta(days=live_days)
        wizard = env["amazon.vendor.backfill"].create({
            "account_id": env["amazon.vendor.account"].search([]).id,
            "date_from": now - timedelta(days=days),
        })
        wizard.action_backfill()
        env["amazon.vendor.cursor"].search([("feed", "=", "order_status")]).enabled = False  # orders alone are measured
        env.cr.commit()


def pull(work):
    work.whole_loop("amazon.vendor.cursor", "_cron_pull")


def receive(work):
    work.whole_loop("amazon.vendor.message", "_cron_receive_messages")


def reserve(work):
    work.whole_loop("amazon.vendor.stock.task", "_cron_reserve_and_replenish")


def mirror_one_by_one(work, numbers):
    """Do what importers usually do with an order that is not to be booked: fetch, archive, keep it, commit."""
    with work.environment() as env:
        account = env["amazon.vendor.account"].search([])
        with account._client() as client:
            for number in numbers:
                answer = client.get_purchase_order(number)
                page = one_by_one.archive(env, account, answer)
                document = json.loads(answer.body)["payload"]
                if not env["amazon.vendor.message"].search([("reference", "=", number), ("is_current", "=", True)]):
                    message = one_by_one.note_message(env, page, account.code_ids, document)
                    mirror = one_by_one.mirror_order(env, account.code_ids, document)
                    mirror.sync_state = "mirror"
                    message.write({"state": "applied", "purchase_order_id": mirror.id})
                env.cr.commit()
                work.note(1)


def some_numbers(work, count):
    with work.environment() as env:
        return env["amazon.vendor.purchase.order"].search([], limit=count, order="id").mapped("name")


def books(work):
    """Return how many orders became what, how many triggers wait, and the bytes on disk by what they are for."""
    with work.environment() as env:
        return {
            "states": _counted(env, "SELECT sync_state, count(*) FROM amazon_vendor_purchase_order GROUP BY 1"),
            "messages": _counted(env, "SELECT state, count(*) FROM amazon_vendor_message GROUP BY 1"),
            "triggers": _counted(env, "SELECT 'rows', count(*) FROM ir_cron_trigger")["rows"],
            "bytes": {name: sum(_bytes(env, table) for table in tables) for name, tables in WEIGHED.items()},
            "read": _counted(env, "SELECT 'bytes', sum(size) FROM amazon_vendor_page")["bytes"],
        }


def _counted(env, question):
    env.cr.execute(question)
    return dict(env.cr.fetchall())


def _bytes(env, table):
    """Return what a table takes on the disk, with its indexes and what is kept beside its rows."""
    env.cr.execute("SELECT pg_total_relation_size(%s::regclass)", [table])
    return env.cr.fetchone()[0]
