"""Say which errors are nobody's fault, as the same work on a fresh snapshot may succeed, and what is asked once."""
import psycopg2

from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

# Another transaction came in between, or the connection broke.
CONCURRENCY_ERRORS = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError, psycopg2.OperationalError)
# On how many fresh snapshots the same work is tried before it is put off.
TRIES = 3


def is_first_time(env, *what):
    """Tell whether this is asked for the first time in this transaction; what is rolled back was never asked.

    For waking scheduled actions: Odoo opens a connection to the server for each time, after the commit.
    """
    asked = env.cr.precommit.data.setdefault("amazon_vendor.asked", set())
    if what in asked:
        return False
    asked.add(what)
    return True
