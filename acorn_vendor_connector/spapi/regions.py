"""Know where Amazon's regions, marketplaces and Vendor Centrals are.

Sources: SP-API developer documentation, "SP-API Endpoints", "Marketplace IDs", "Website Authorization Workflow".
"""
from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

PRODUCTION, SANDBOX, SIMULATOR = 'production', 'sandbox', 'simulator'
ENVIRONMENTS = (PRODUCTION, SANDBOX, SIMULATOR)

# One token end point serves all three regions.
LWA_TOKEN_URL = 'https://api.amazon.com/auth/o2/token'
LWA_TOKEN_PATH = '/auth/o2/token'
CONSENT_PATH = '/apps/authorize/consent'


@dataclass(frozen=True)
class Region:
    code: str
    name: str
    endpoint: str
    sandbox_endpoint: str
    countries: tuple[str, ...]


@dataclass(frozen=True)
class Marketplace:
    """One Amazon shop. `vendor_central` is None where Amazon names no address for vendors."""

    country: str
    name: str
    marketplace_id: str
    currency: str
    region: str
    vendor_central: str | None


def _region(code: str, name: str, host: str, countries: str) -> Region:
    return Region(code, name, f'https://{host}', f'https://sandbox.{host}', tuple(countries.split()))


REGIONS = {
    region.code: region for region in (
        _region('NA', 'North America', 'sellingpartnerapi-na.amazon.com', 'CA US MX BR'),
        _region('EU', 'Europe, Middle East, India', 'sellingpartnerapi-eu.amazon.com',
                'ES GB FR BE NL DE IT SE PL IE EG TR SA AE IN ZA'),
        _region('FE', 'Far East', 'sellingpartnerapi-fe.amazon.com', 'SG AU JP'),
    )
}

# Amazon's list of Vendor Central addresses has no entry for Belgium, Saudi Arabia, Ireland and South Africa.
_MARKETPLACES = (
    ('CA', 'Canada', 'A2EUQ1WTGCTBG2', 'CAD', 'vendorcentral.amazon.ca'),
    ('US', 'United States', 'ATVPDKIKX0DER', 'USD', 'vendorcentral.amazon.com'),
    ('MX', 'Mexico', 'A1AM78C64UM0Y8', 'MXN', 'vendorcentral.amazon.com.mx'),
    ('BR', 'Brazil', 'A2Q3Y263D00KWC', 'BRL', 'vendorcentral.amazon.com.br'),
    ('ES', 'Spain', 'A1RKKUPIHCS9HS', 'EUR', 'vendorcentral.amazon.es'),
    ('GB', 'United Kingdom', 'A1F83G8C2ARO7P', 'GBP', 'vendorcentral.amazon.co.uk'),
    ('FR', 'France', 'A13V1IB3VIYZZH', 'EUR', 'vendorcentral.amazon.fr'),
    ('BE', 'Belgium', 'AMEN7PMS3EDWL', 'EUR', None),
    ('NL', 'Netherlands', 'A1805IZSGTT6HS', 'EUR', 'vendorcentral.amazon.nl'),
    ('DE', 'Germany', 'A1PA6795UKMFR9', 'EUR', 'vendorcentral.amazon.de'),
    ('IT', 'Italy', 'APJ6JRA9NG5V4', 'EUR', 'vendorcentral.amazon.it'),
    ('SE', 'Sweden', 'A2NODRKZP88ZB9', 'SEK', 'vendorcentral.amazon.se'),
    ('PL', 'Poland', 'A1C3SOZRARQ6R3', 'PLN', 'vendorcentral.amazon.pl'),
    ('IE', 'Ireland', 'A28R8C7NBKEWEA', 'EUR', None),
    ('EG', 'Egypt', 'ARBP9OOSHTCHU', 'EGP', 'vendorcentral.amazon.me'),
    ('TR', 'Turkey', 'A33AVAJ2PDY3EV', 'TRY', 'vendorcentral.amazon.com.tr'),
    ('SA', 'Saudi Arabia', 'A17E79C6D8DWNP', 'SAR', None),
    ('AE', 'United Arab Emirates', 'A2VIGQ35RCS4UG', 'AED', 'vendorcentral.amazon.me'),
    ('IN', 'India', 'A21TJRUUN4KGV', 'INR', 'www.vendorcentral.in'),
    ('ZA', 'South Africa', 'AE08WJ6YKNBMC', 'ZAR', None),
    ('SG', 'Singapore', 'A19VAU5U5O7RUS', 'SGD', 'vendorcentral.amazon.com.sg'),
    ('AU', 'Australia', 'A39IBJ37TRP1C6', 'AUD', 'vendorcentral.amazon.com.au'),
    ('JP', 'Japan', 'A1VC38T7YXB528', 'JPY', 'vendorcentral.amazon.co.jp'),
)
_REGION_OF = {country: region.code for region in REGIONS.values() for country in region.countries}
MARKETPLACES = {
    country: Marketplace(country, name, marketplace_id, currency, _REGION_OF[country], host and f'https://{host}')
    for country, name, marketplace_id, currency, host in _MARKETPLACES
}


def is_loopback(url: str) -> bool:
    """Tell whether the address never leaves this machine."""
    host = urlsplit(url).hostname or ''
    if host == 'localhost':
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_endpoint(url: str) -> str:
    """Return the address without trailing slash; raise ValueError unless it is https, or http on this machine.

    A path is allowed (a gateway may have one); user names, queries and fragments are not.
    """
    parts = urlsplit((url or '').strip())
    if not parts.hostname:
        raise ValueError('the address needs a host name')
    if parts.scheme != 'https' and not (parts.scheme == 'http' and is_loopback(url)):
        raise ValueError('the address must begin with https:// (http:// only for this machine)')
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError('the address must not hold a user name, a query or a fragment')
    parts.port  # noqa: B018 - urlsplit checks the port only when it is asked for it
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip('/'), '', ''))


def endpoint(environment: str, region: str, custom: str | None = None) -> str:
    """Return the base address of the API; a simulator has only a custom one."""
    if custom:
        return check_endpoint(custom)
    if environment == PRODUCTION:
        return REGIONS[region].endpoint
    if environment == SANDBOX:
        return REGIONS[region].sandbox_endpoint
    raise ValueError('a simulator needs its address')


def token_url(custom: str | None = None) -> str:
    """Return Login with Amazon's token address, or the same path on a custom end point."""
    return check_endpoint(custom) + LWA_TOKEN_PATH if custom else LWA_TOKEN_URL


def consent_url(base: str, application_id: str, state: str, redirect_uri: str | None = None,
                draft: bool = False) -> str:
    """Return the page where the vendor consents; `base` is a Vendor Central or a custom end point.

    A draft app is found only with version=beta (Website Authorization Workflow, step 1).
    """
    query = {'application_id': application_id, 'state': state}
    if redirect_uri:
        query['redirect_uri'] = redirect_uri
    if draft:
        query['version'] = 'beta'
    return f'{check_endpoint(base)}{CONSENT_PATH}?{urlencode(query)}'
