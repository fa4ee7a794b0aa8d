"""Say which errors are nobody's fault: the same work on a fresh snapshot may well succeed."""
import psycopg2

from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

# Another transaction came in between, or the connection broke.
CONCURRENCY_ERRORS = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError, psycopg2.OperationalError)
# On how many fresh snapshots the same work is tried before it is put off.
TRIES = 3
