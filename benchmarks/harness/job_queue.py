"""Let OCA's job queue do the work, in the two web workers of a real server."""

import time

from tests.crashing.servers import Servers

PATIENCE = 3600
NOTHING_IS_LEFT = """SELECT NOT EXISTS (SELECT FROM amazon_vendor_message WHERE state = 'archived' AND retry_at IS NULL)
                        AND NOT EXISTS (SELECT FROM amazon_vendor_stock_task)"""


def work_off(database, warm_up):
    """Receive what is archived; return the seconds by the clock for all but the first `warm_up` documents."""
    with Servers(database) as servers:
        servers.change("UPDATE amazon_vendor_message SET retry_at = now() AT TIME ZONE 'utc' + INTERVAL '1 day'")
        servers.start()
        servers.wait_for_runner()
        _release(servers, warm_up)
        started = time.perf_counter()
        _release(servers, None)
        return time.perf_counter() - started


def _release(servers, count):
    """Let so many documents be worked on, or all, and wait until they are done."""
    servers.change(
        """UPDATE amazon_vendor_message SET retry_at = NULL
            WHERE id IN (SELECT id FROM amazon_vendor_message WHERE state = 'archived' ORDER BY id LIMIT %s)""",
        count,
    )
    servers.change(
        """INSERT INTO ir_cron_trigger (cron_id, call_at)
           SELECT id, now() AT TIME ZONE 'utc' FROM ir_cron WHERE active"""
    )
    servers.wait_for(NOTHING_IS_LEFT, patience=PATIENCE)
