import pytest

from acorn_vendor_connector.spapi import regions


def test_every_marketplace_belongs_to_the_region_that_lists_it():
    listed = {country: region.code for region in regions.REGIONS.values() for country in region.countries}
    assert listed == {market.country: market.region for market in regions.MARKETPLACES.values()}
    assert len(listed) == 23


@pytest.mark.parametrize(('country', 'marketplace_id', 'currency', 'region', 'vendor_central'), [
    ('US', 'ATVPDKIKX0DER', 'USD', 'NA', 'https://vendorcentral.amazon.com'),
    ('GB', 'A1F83G8C2ARO7P', 'GBP', 'EU', 'https://vendorcentral.amazon.co.uk'),
    ('JP', 'A1VC38T7YXB528', 'JPY', 'FE', 'https://vendorcentral.amazon.co.jp'),
    ('BE', 'AMEN7PMS3EDWL', 'EUR', 'EU', None),
])
def test_marketplaces_are_amazons(country, marketplace_id, currency, region, vendor_central):
    market = regions.MARKETPLACES[country]
    assert (market.marketplace_id, market.currency, market.region, market.vendor_central) == (
        marketplace_id, currency, region, vendor_central)


def test_endpoints_by_environment():
    assert regions.endpoint('production', 'EU') == 'https://sellingpartnerapi-eu.amazon.com'
    assert regions.endpoint('sandbox', 'FE') == 'https://sandbox.sellingpartnerapi-fe.amazon.com'
    assert regions.endpoint('simulator', 'NA', 'http://127.0.0.1:8099/') == 'http://127.0.0.1:8099'


def test_a_simulator_has_no_address_of_its_own():
    with pytest.raises(ValueError, match='needs its address'):
        regions.endpoint('simulator', 'NA')


def test_the_token_address_follows_a_custom_end_point():
    assert regions.token_url() == 'https://api.amazon.com/auth/o2/token'
    assert regions.token_url('http://localhost:8099') == 'http://localhost:8099/auth/o2/token'


@pytest.mark.parametrize('url', [
    'https://gateway.example.com/amazon', 'http://localhost:8099', 'http://127.0.0.1', 'http://127.8.9.1:1',
    'http://[::1]:8099',
])
def test_https_or_this_machine_is_allowed(url):
    assert regions.check_endpoint(url + '/') == url


@pytest.mark.parametrize('url', [
    '', 'sellingpartnerapi-eu.amazon.com', 'http://example.com', 'http://127.0.0.1.example.com',
    'http://localhost.example', 'http://[::2]', 'ftp://127.0.0.1', 'https://user:secret@example.com',
    'https://user@example.com', 'https://:secret@example.com',
    'https://example.com?x=1', 'https://example.com#x', 'https://example.com:99999', 'http://0.0.0.0',
    'file:///etc/passwd', 'https://',
])
def test_anything_else_is_refused(url):
    with pytest.raises(ValueError, match=r'\w'):
        regions.check_endpoint(url)


def test_the_consent_page_gets_what_amazon_asks_for():
    url = regions.consent_url('https://vendorcentral.amazon.de', 'amzn1.sp.solution.1', 's t', 'https://erp.example/cb')
    assert url == (
        'https://vendorcentral.amazon.de/apps/authorize/consent?application_id=amzn1.sp.solution.1&state=s+t'
        '&redirect_uri=https%3A%2F%2Ferp.example%2Fcb')
    assert regions.consent_url('http://localhost:1', 'app', 'state', draft=True) == (
        'http://localhost:1/apps/authorize/consent?application_id=app&state=state&version=beta')
