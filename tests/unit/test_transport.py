"""What requests raises, and whether Amazon may have got our request by then."""
import ssl

import pytest
from requests import exceptions
from urllib3.exceptions import MaxRetryError, NewConnectionError, SSLError

from acorn_vendor_connector.spapi.transport import network_error


def failed(reason):
    return MaxRetryError(None, 'https://sellingpartnerapi-eu.amazon.com/?nextToken=x', reason)


@pytest.mark.parametrize(('error', 'code', 'sent'), [
    (exceptions.ConnectTimeout(failed(None)), 'connect_timeout', False),
    (exceptions.ReadTimeout('read timed out'), 'timeout', True),
    (exceptions.ConnectionError(failed(NewConnectionError(None, 'refused'))), 'unreachable', False),
    (exceptions.ProxyError(failed(OSError())), 'unreachable', False),
    (exceptions.SSLError(failed(SSLError(ssl.SSLCertVerificationError('self-signed')))), 'tls', False),
    (exceptions.SSLError(failed(SSLError(ssl.SSLEOFError('eof')))), 'tls', True),
    (exceptions.ConnectionError('Connection aborted.'), 'connection_lost', True),
    (exceptions.ChunkedEncodingError('IncompleteRead'), 'connection_lost', True),
    (exceptions.ContentDecodingError(), 'connection_lost', True),
    (exceptions.RequestException(), 'connection_lost', True),
])
def test_only_what_certainly_never_left_counts_as_not_sent(error, code, sent):
    found = network_error(error)
    assert (found.kind, found.code, found.sent) == ('network', code, sent)
    assert 'nextToken' not in str(found)
