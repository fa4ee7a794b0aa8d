"""Answers: proposed by the cron, sent and settled by lanes, and what Amazon's status says of them afterwards."""

from benchmarks.harness.transactions import TransactionWatch
from benchmarks.jobs import orders, orders_world

# What is free is promised, and what does not need a person is sent.
POLICY = {"answer_policy": "free", "price_policy": "accept", "answer_channel": "api"}


def load(work, place):
    """Make the world of the orders' benchmark, with a vendor code that answers by itself."""
    orders_world.load(work, place)
    with work.environment() as env:
        env["amazon.vendor.code"].search([]).write(POLICY)
        _read_only(env, "orders_created")
        env.cr.commit()


def propose(work):
    """Propose the answers that are due; a sample is a batch."""
    work.whole_loop("amazon.vendor.purchase.order", "_cron_propose_answers")


def deliver(work, stage):
    """Be a lane that submits or settles, until nothing is ready; return how long the transactions meanwhile lasted."""
    with TransactionWatch(work.registry.db_name) as watch:
        work.whole_loop("amazon.vendor.message", f"_cron_{stage}_messages")
    return {"longest": watch.longest, "longest_idle": watch.longest_idle}


def left(work, state):
    """Return how many answers are in a state, and call the moment near at which they are looked at.

    The minutes that we leave Amazon are not what is measured; its rates are, and they go by the clock.
    """
    with work.environment() as env:
        env.cr.execute(
            """UPDATE amazon_vendor_message SET retry_at = now() AT TIME ZONE 'utc' - INTERVAL '1 minute'
                WHERE direction = 'outbound' AND state = %s AND retry_at IS NOT NULL""",
            [state],
        )
        env.cr.execute(
            "SELECT count(*) FROM amazon_vendor_message WHERE direction = 'outbound' AND state = %s", [state]
        )
        [count] = env.cr.fetchone()
        env.cr.commit()
        return count


def pull_status(work):
    """Have the status of all orders read again; a sample is a page."""
    with work.environment() as env:
        _read_only(env, "order_status")._wake()
        env.cr.commit()
    orders.pull(work)


def _read_only(env, feed):
    """Leave on only one feed, so that nothing else is measured; return it."""
    feeds = env["amazon.vendor.cursor"].search([])
    feeds.enabled = False
    wanted = feeds.filtered(lambda each: each.feed == feed)
    wanted.enabled = True
    return wanted


def receive(work):
    """Take in what was read, and nothing that is put off: the batches of the messages alone."""
    work.whole_loop("amazon.vendor.message", "_cron_receive_messages")


def books(work):
    """Return what became of the answer to every order, by number."""
    with work.environment() as env:
        env.cr.execute(
            """
            SELECT po.name, json_build_object(
                       'answers', (SELECT count(*) FROM amazon_vendor_acknowledgement WHERE order_id = po.id),
                       'documents', (SELECT count(*) FROM amazon_vendor_message
                                      WHERE purchase_order_id = po.id AND direction = 'outbound'),
                       'answer', answer.state,
                       'accepted', answer.accepted_pieces,
                       'acknowledged', lines.acknowledged,
                       'accepted_by_amazon', lines.accepted,
                       'received', lines.received,
                       'receipts', lines.receipts)
              FROM amazon_vendor_purchase_order po
         LEFT JOIN amazon_vendor_acknowledgement answer ON answer.id = po.given_acknowledgement_id
              JOIN LATERAL (
                   SELECT sum(acknowledged_pieces) AS acknowledged, sum(amazon_accepted_pieces) AS accepted,
                          sum(received_pieces) AS received,
                          sum((SELECT sum(pieces) FROM amazon_vendor_receipt WHERE line_id = line.id)) AS receipts
                     FROM amazon_vendor_purchase_order_line line WHERE line.order_id = po.id) lines ON true
            """
        )
        return dict(env.cr.fetchall())
