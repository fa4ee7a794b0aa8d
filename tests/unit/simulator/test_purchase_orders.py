"""getPurchaseOrders and getPurchaseOrder: filters, windows, paging, refusals."""
from datetime import timedelta

import pytest

from simulator.clock import text

from .conftest import NOW, ORDERS, Caller, line


def place(sim, number, days_ago=1.0, vendor_code="ACRN1", ship_to="PHX6", **more):
    placed_at = NOW - timedelta(days=days_ago)
    return sim.world.add_order(vendor_code, ship_to, [line(), line(5)], number=number, placed_at=placed_at, **more)


def days_ago(days):
    return text(NOW - timedelta(days=days))


def test_caller_sees_the_orders_of_its_own_vendor_group(empty):
    place(empty, "USORDER1")
    place(empty, "DEORDER1", vendor_code="ACRD1", ship_to="DTM2")
    assert Caller(empty, 0).numbers() == ["USORDER1"]
    assert Caller(empty, 1).numbers() == ["DEORDER1"]
    assert Caller(empty, 1).get(ORDERS + "/USORDER1").status_code == 404


def test_order_is_shown_as_placed(empty, caller):
    place(empty, "USORDER1")
    order = caller.get(ORDERS + "/USORDER1").json()["payload"]
    assert order["purchaseOrderState"] == "New"
    details = order["orderDetails"]
    assert details["shipWindow"] == "2026-11-26T08:00:00Z--2026-12-01T08:00:00Z"
    assert details["purchaseOrderDate"] == "2026-11-21T12:00:00Z"
    assert "purchaseOrderChangedDate" not in details
    assert details["sellingParty"] == {"partyId": "ACRN1"}
    assert details["shipToParty"] == {"partyId": "PHX6"}
    assert details["items"][0] == {
        "itemSequenceNumber": "1",
        "amazonProductIdentifier": "B0ACRN0001",
        "vendorProductIdentifier": "AC-KET-17",
        "orderedQuantity": {"amount": 10, "unitOfMeasure": "Eaches", "unitSize": 1},
        "isBackOrderAllowed": False,
        "netCost": {"currencyCode": "USD", "amount": "18.40"},
    }


def test_list_without_dates_shows_the_last_seven_days(empty, caller):
    place(empty, "RECENT01", days_ago=6.9)
    place(empty, "OLDER001", days_ago=7.1)
    assert caller.numbers() == ["RECENT01"]


def test_both_ends_of_a_created_window_are_exclusive(empty, caller):
    for number, days in (("AT_START", 3), ("BETWEEN1", 2), ("AT__END1", 1)):
        place(empty, number, days)
    assert caller.numbers(createdAfter=days_ago(3), createdBefore=days_ago(1)) == ["BETWEEN1"]


def test_created_after_alone_reaches_to_now(empty, caller):
    place(empty, "JUSTNOW1", days_ago=0)
    assert caller.numbers(createdAfter=days_ago(7)) == ["JUSTNOW1"]


def test_order_placed_later_than_visible_comes_when_it_is_visible(empty, caller):
    empty.world.new_order(
        "ACRN1", "PHX6", [line()], number="LATE0001", placed_at=NOW - timedelta(hours=1),
        visible_at=NOW + timedelta(minutes=5),
    )
    assert caller.numbers() == []
    assert caller.get(ORDERS + "/LATE0001").status_code == 404
    empty.advance(timedelta(minutes=5))
    assert caller.numbers() == ["LATE0001"]


def test_changed_window_finds_what_the_created_window_misses(empty, caller):
    place(empty, "CHANGED1", days_ago=60)
    place(empty, "SAMEOLD1", days_ago=60)
    empty.world.change("CHANGED1", quantities={"1": 12})
    empty.advance(timedelta(hours=1))
    assert caller.numbers(createdAfter=days_ago(6.9)) == []
    assert caller.numbers(changedAfter=days_ago(1)) == ["CHANGED1"]
    order = caller.get(ORDERS + "/CHANGED1").json()["payload"]["orderDetails"]
    assert order["purchaseOrderChangedDate"] == "2026-11-22T12:00:00Z"
    assert order["items"][0]["orderedQuantity"]["amount"] == 12


def test_filters_narrow_the_list(empty, caller):
    place(empty, "PLAIN001", 5)
    place(empty, "CODE2000", 4, vendor_code="ACRN2")
    place(empty, "CHANGED1", 3)
    place(empty, "CANCELL1", 2)
    place(empty, "ACKNOWL1", 1)
    empty.world.change("CHANGED1", ship_to="ONT8")
    empty.world.change("CANCELL1", cancel_lines=["2"])
    empty.world.acknowledge("ACKNOWL1")
    assert caller.numbers(orderingVendorCode="ACRN2") == ["CODE2000"]
    assert caller.numbers(orderingVendorCode="OTHER") == []
    assert caller.numbers(isPOChanged="true") == ["CHANGED1", "CANCELL1"]
    assert len(caller.numbers(isPOChanged="false")) == 5
    assert caller.numbers(poItemState="Cancelled") == ["CANCELL1"]
    assert caller.numbers(purchaseOrderState="Acknowledged") == ["ACKNOWL1"]
    assert caller.numbers(purchaseOrderState="Closed") == []


def test_sort_order_is_by_creation(empty, caller):
    for number, days in (("SECOND01", 2), ("THIRD001", 1), ("FIRST001", 3)):
        place(empty, number, days)
    assert caller.numbers() == ["FIRST001", "SECOND01", "THIRD001"]
    assert caller.numbers(sortOrder="DESC") == ["THIRD001", "SECOND01", "FIRST001"]


def test_list_without_details_shows_number_and_state_only(empty, caller):
    place(empty, "USORDER1")
    orders = caller.get(includeDetails="false").json()["payload"]["orders"]
    assert orders == [{"purchaseOrderNumber": "USORDER1", "purchaseOrderState": "New"}]


@pytest.mark.parametrize("sort_order", ["ASC", "DESC"])
def test_pages_hold_every_order_once(empty, caller, sort_order):
    numbers = [f"ORDER{place_:03d}" for place_ in range(7)]
    for number in numbers:
        place(empty, number)  # all placed at the same moment
    pages = caller.pages(limit=3, sortOrder=sort_order)
    assert [len(page) for page in pages] == [3, 3, 1]
    assert sorted(number for page in pages for number in page) == numbers


def test_list_that_ends_with_the_page_has_no_token(empty, caller):
    for number in ("ORDER001", "ORDER002"):
        place(empty, number)
    assert "pagination" not in caller.get(limit=2).json()["payload"]


def test_token_needs_the_arguments_of_the_first_request(empty, caller):
    for number in ("ORDER001", "ORDER002"):
        place(empty, number)
    window = {"createdAfter": days_ago(6), "createdBefore": days_ago(0)}
    token = caller.get(limit=1, **window).json()["payload"]["pagination"]["nextToken"]
    assert caller.get(nextToken=token).status_code == 400
    assert caller.get(nextToken=token, limit=1, createdAfter=days_ago(5)).status_code == 400
    assert caller.numbers(nextToken=token, limit=1, **window) == ["ORDER002"]


def test_order_that_arrives_between_two_pages_shifts_nothing(empty, caller):
    for number, days in (("ORDER001", 4), ("ORDER002", 3), ("ORDER003", 2)):
        place(empty, number, days)
    token = caller.get(limit=2).json()["payload"]["pagination"]["nextToken"]
    place(empty, "EARLIER1", 5)
    assert caller.numbers(limit=2, nextToken=token) == ["ORDER003"]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 101},
        {"limit": "ten"},
        {"sortOrder": "UP"},
        {"includeDetails": "yes"},
        {"isPOChanged": "1"},
        {"poItemState": "Open"},
        {"purchaseOrderState": "new"},
        {"nextToken": "nonsense"},
        {"createdBefore": "2026-11-2100:00:00"},
        {"createdAfter": "yesterday"},
        {"createdAfter": days_ago(1), "createdBefore": days_ago(2)},
        {"createdAfter": days_ago(8)},
        {"createdAfter": days_ago(20), "createdBefore": days_ago(12.9)},
        {"changedAfter": days_ago(20), "changedBefore": days_ago(12.9)},
        {"createdAfter": days_ago(185), "createdBefore": days_ago(180)},
        {"changedAfter": days_ago(185), "changedBefore": days_ago(180)},
        {"createdafter": days_ago(1)},
    ],
)
def test_invalid_arguments_are_refused(caller, query):
    answer = caller.get(**query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "InvalidRequest"


def test_seven_days_and_six_months_are_still_allowed(empty, caller):
    place(empty, "OLDORDER", days_ago=180)
    assert caller.numbers(createdAfter="2026-05-22T12:00:00Z", createdBefore="2026-05-29T12:00:00Z") == ["OLDORDER"]


def test_moment_without_a_zone_is_utc(empty, caller):
    place(empty, "USORDER1")
    assert caller.numbers(createdAfter="2026-11-21T11:59:00", createdBefore="2026-11-21T12:01:00") == ["USORDER1"]
    assert caller.numbers(createdAfter="2026-11-21T12:59:00+01:00", createdBefore="2026-11-21T07:01:00-05:00") == [
        "USORDER1"
    ]


def test_single_order_is_shown_however_old(empty, caller):
    place(empty, "ANCIENT1", days_ago=900)
    assert caller.get(ORDERS + "/ANCIENT1").status_code == 200
    assert caller.get(ORDERS + "/UNKNOWN1").json()["errors"][0]["code"] == "NotFound"
    assert caller.get(ORDERS + "/null").json()["errors"][0]["details"] == "purchaseOrderNumber cannot be null"
    assert caller.get("/vendor/orders/v1/nothing").status_code == 404


def test_cancelled_order_is_closed_with_zero_lines_and_may_come_back(empty, caller):
    place(empty, "USORDER1")
    empty.world.cancel("USORDER1")
    order = caller.get(ORDERS + "/USORDER1").json()["payload"]
    assert order["purchaseOrderState"] == "Closed"
    assert [item["orderedQuantity"]["amount"] for item in order["orderDetails"]["items"]] == [0, 0]
    empty.world.uncancel("USORDER1")
    order = caller.get(ORDERS + "/USORDER1").json()["payload"]
    assert order["purchaseOrderState"] == "New"
    assert [item["orderedQuantity"]["amount"] for item in order["orderDetails"]["items"]] == [10, 5]


def test_change_that_cannot_be_done_leaves_the_order_as_it_was(empty, caller):
    place(empty, "USORDER1")
    before = caller.get(ORDERS + "/USORDER1").json()
    with pytest.raises(KeyError):
        empty.world.change("USORDER1", quantities={"1": 99, "7": 1})
    assert caller.get(ORDERS + "/USORDER1").json() == before


def test_scheduled_change_happens_when_the_clock_gets_there(empty, caller):
    place(empty, "USORDER1")
    empty.world.schedule(NOW + timedelta(hours=1), "change", "USORDER1", quantities={"1": 12})
    empty.world.schedule(NOW + timedelta(hours=2), "change", "USORDER1", quantities={"1": 10}, costs={"2": "17.00"})

    def amounts():
        items = caller.get(ORDERS + "/USORDER1").json()["payload"]["orderDetails"]["items"]
        return [(item["orderedQuantity"]["amount"], item["netCost"]["amount"]) for item in items]

    assert amounts() == [(10, "18.40"), (5, "18.40")]
    empty.advance(timedelta(hours=1))
    assert caller.token_request().status_code == 200
    caller._token = None
    assert amounts() == [(12, "18.40"), (5, "18.40")]
    empty.advance(timedelta(hours=5))
    caller._token = None
    assert amounts() == [(10, "18.40"), (5, "17.00")]
    assert empty.world.truth["USORDER1"]["changed_at"] == "2026-11-22T14:00:00Z"
