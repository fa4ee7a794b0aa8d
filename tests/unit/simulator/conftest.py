"""A simulator that stands still in time, and a client that knows nothing but HTTP."""
from datetime import datetime, timedelta, timezone

import pytest
import requests

from simulator import Simulator

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
ORDERS = "/vendor/orders/v1/purchaseOrders"
STATUSES = "/vendor/orders/v1/purchaseOrdersStatus"


class Caller:
    """One account's client: it gets a token when it first needs one."""

    def __init__(self, sim, account=0):
        self.sim = sim
        self.credentials = sim.credentials[account]
        self.session = requests.Session()
        self.session.headers["User-Agent"] = "AcornTest/1.0 (Language=Python/3)"
        self._token = None

    def token_request(self, **form):
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self.credentials["refresh_token"],
            "client_id": self.credentials["client_id"],
            "client_secret": self.credentials["client_secret"],
            **form,
        }
        form = {name: value for name, value in form.items() if value is not None}
        return self.session.post(self.credentials["token_url"], data=form, timeout=5)

    @property
    def token(self):
        if not self._token:
            self._token = self.token_request().json()["access_token"]
        return self._token

    def later(self, **delta):
        """Let time pass; the token may be too old by then."""
        self.sim.advance(timedelta(**delta))
        self._token = None

    def get(self, path=ORDERS, endpoint=None, headers=None, timeout=5, **query):
        return self.session.get(
            (endpoint or self.credentials["endpoint"]) + path,
            params=query,
            headers={"x-amz-access-token": self.token} if headers is None else headers,
            timeout=timeout,
        )

    def numbers(self, **query):
        answer = self.get(**query)
        assert answer.status_code == 200, answer.text
        return [order["purchaseOrderNumber"] for order in answer.json()["payload"]["orders"]]

    def pages(self, **query):
        """Return the numbers of each page, following nextToken with the same arguments."""
        pages, token = [], {}
        while True:
            payload = self.get(**query, **token).json()["payload"]
            pages.append([order["purchaseOrderNumber"] for order in payload["orders"]])
            token = payload.get("pagination")
            if not token:
                return pages


def line(quantity=10, **more):
    return {"sku": "AC-KET-17", "quantity": quantity, **more}


@pytest.fixture
def empty():
    with Simulator("empty", now=NOW, rate_factor=None) as sim:
        yield sim


@pytest.fixture
def everything():
    with Simulator("everything", now=NOW, rate_factor=None) as sim:
        yield sim


@pytest.fixture
def caller(empty):
    return Caller(empty)
