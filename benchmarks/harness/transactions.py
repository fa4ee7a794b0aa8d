"""Watch how long the transactions on a database last, and how long they do nothing, from a thread of its own."""

import threading
from contextlib import closing

import psycopg2

from odoo.sql_db import connection_info_for

PAUSE = 0.02
QUESTION = """
    SELECT max(extract(epoch FROM clock_timestamp() - xact_start)),
           max(extract(epoch FROM clock_timestamp() - state_change)) FILTER (WHERE state LIKE 'idle in transaction%')
      FROM pg_stat_activity
     WHERE datname = current_database() AND pid != pg_backend_pid() AND state != 'idle'
"""


class TransactionWatch:
    """Look at every session again and again while the `with` block runs: ours and those of other processes.

    `longest` and `longest_idle` are seconds; what lasts less than a look and the next is hardly seen.
    """

    def __init__(self, database):
        self._access = connection_info_for(database)[1]
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.longest = self.longest_idle = 0.0

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_exception):
        self._is_over.set()
        self._thread.join()

    def _watch(self):
        with closing(psycopg2.connect(**self._access)) as connection:
            connection.autocommit = True
            while not self._is_over.wait(PAUSE):
                with connection.cursor() as cr:
                    cr.execute(QUESTION)
                    longest, idle = cr.fetchone()
                self.longest = max(self.longest, float(longest or 0))
                self.longest_idle = max(self.longest_idle, float(idle or 0))
