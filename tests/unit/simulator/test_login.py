"""Login with Amazon as the simulator plays it: three grants and every refusal."""
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from .conftest import Caller

CALLBACK = "https://odoo.example.com/amazon_vendor/authorise"


def consent(sim, **arguments):
    account = sim.credentials[0]
    query = {"application_id": account["application_id"], "state": "s-1", "redirect_uri": CALLBACK, **arguments}
    return requests.post(
        account["consent_url"],
        params={name: value for name, value in query.items() if value is not None},
        data={"vendor_group": account["vendor_group"]},
        allow_redirects=False,
        timeout=5,
    )


def code_from(response):
    return parse_qs(urlsplit(response.headers["Location"]).query)["spapi_oauth_code"][0]


def exchange(caller, code, **form):
    return caller.token_request(
        grant_type="authorization_code", refresh_token=None, code=code, **{"redirect_uri": CALLBACK, **form}
    )


def test_refresh_token_gives_a_token_of_one_hour_and_comes_back_unchanged(caller):
    answer = caller.token_request().json()
    assert answer["access_token"].startswith("Atza|")
    assert answer["refresh_token"] == caller.credentials["refresh_token"]
    assert (answer["token_type"], answer["expires_in"]) == ("bearer", 3600)


def test_access_token_dies_after_3600_seconds_of_the_simulators_clock(empty, caller):
    caller.numbers()
    empty.advance(timedelta(seconds=3599))
    assert caller.get().status_code == 200
    empty.advance(timedelta(seconds=1))
    assert caller.get().status_code == 403


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"grant_type": None}, 400, "invalid_request"),
        ({"refresh_token": None}, 400, "invalid_request"),
        ({"client_id": None}, 400, "invalid_request"),
        ({"client_secret": None}, 400, "invalid_request"),
        ({"grant_type": ["refresh_token", "refresh_token"]}, 400, "invalid_request"),
        ({"client_id": "amzn1.application-oa2-client.unknown"}, 401, "invalid_client"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"refresh_token": "Atzr|unknown"}, 400, "invalid_grant"),
        ({"grant_type": "authorization_code", "code": "unknown"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials", "scope": "profile"}, 400, "invalid_scope"),
    ],
)
def test_refusals_are_oauth_errors(caller, form, status, error):
    answer = caller.token_request(**form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert set(answer.json()) == {"error", "error_description", "error_index"}


def test_only_a_posted_form_is_understood(caller):
    url = caller.credentials["token_url"]
    for answer in (requests.post(url, json={"grant_type": "refresh_token"}, timeout=5), requests.get(url, timeout=5)):
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_client_that_may_not_use_a_grant_is_unauthorized(empty, caller):
    app = empty.world.identities.apps[caller.credentials["client_id"]]
    app.grants = ("authorization_code",)
    answer = caller.token_request()
    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")


def test_client_credentials_open_no_vendor_operation(caller):
    answer = caller.token_request(grant_type="client_credentials", scope="sellingpartnerapi::notifications").json()
    assert "refresh_token" not in answer
    assert caller.get(headers={"x-amz-access-token": answer["access_token"]}).status_code == 403


def test_revoked_authorisation_stops_refresh_and_calls_at_once(empty, caller):
    caller.numbers()
    empty.world.identities.revoke(caller.credentials["refresh_token"])
    assert caller.get().status_code == 403
    assert caller.token_request().json()["error"] == "invalid_grant"
    assert Caller(empty).credentials["region"] == "eu"


def test_secret_dies_after_180_days(empty, caller):
    empty.advance(timedelta(days=179))
    assert caller.token_request().status_code == 200
    empty.advance(timedelta(days=1))
    assert caller.token_request().json()["error"] == "invalid_client"


def test_old_secret_lives_seven_days_beside_the_new_one(empty, caller):
    new = empty.world.identities.rotate_secret(caller.credentials["client_id"])
    assert caller.token_request().status_code == 200
    empty.advance(timedelta(days=7))
    assert caller.token_request().status_code == 401
    assert caller.token_request(client_secret=new).status_code == 200


def test_consent_sends_the_browser_back_with_state_partner_and_code(empty):
    answer = consent(empty)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(CALLBACK + "?")
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert query["state"] == ["s-1"]
    assert query["selling_partner_id"] == [empty.credentials[0]["selling_partner_id"]]
    assert len(query["spapi_oauth_code"]) == 1


def test_consent_page_shows_the_button_and_escapes_what_it_was_given(empty):
    account = empty.credentials[0]
    page = requests.get(
        account["consent_url"],
        params={"application_id": account["application_id"], "redirect_uri": CALLBACK, "state": '"><script>'},
        timeout=5,
    )
    assert page.status_code == 200
    assert '<button id="authorise" type="submit">Authorise</button>' in page.text
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    "arguments",
    [
        {"application_id": "amzn1.sp.solution.unknown"},
        {"redirect_uri": "http://odoo.example.com/callback"},
        {"redirect_uri": None},
    ],
)
def test_consent_refuses_an_unknown_app_and_an_unsafe_way_back(empty, arguments):
    answer = consent(empty, **arguments)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_consent_for_a_draft_app_needs_the_beta_version(empty):
    empty.world.identities.apps[empty.credentials[0]["client_id"]].draft = True
    assert consent(empty).status_code == 400
    assert consent(empty, version="beta").status_code == 302


def test_code_is_exchanged_once(empty, caller):
    code = code_from(consent(empty))
    first = exchange(caller, code)
    assert first.json()["refresh_token"].startswith("Atzr|")
    assert first.json()["refresh_token"] != caller.credentials["refresh_token"]
    assert exchange(caller, code).json()["error"] == "invalid_grant"


def test_earlier_refresh_token_stays_good_after_a_new_authorisation(empty, caller):
    exchange(caller, code_from(consent(empty)))
    assert caller.token_request().status_code == 200


def test_code_is_good_for_five_minutes(empty, caller):
    early, late = code_from(consent(empty)), code_from(consent(empty))
    empty.advance(timedelta(seconds=299))
    assert exchange(caller, early).status_code == 200
    empty.advance(timedelta(seconds=1))
    assert exchange(caller, late).json()["error"] == "invalid_grant"


def test_code_needs_the_redirect_uri_of_the_consent(empty, caller):
    code = code_from(consent(empty))
    assert exchange(caller, code, redirect_uri="https://other.example.com/").json()["error"] == "invalid_grant"
