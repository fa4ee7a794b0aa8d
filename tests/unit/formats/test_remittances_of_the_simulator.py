"""The simulator's nastiest remittances, beside the truth that it writes about them."""
from collections import Counter
from decimal import Decimal

import pytest

from acorn_vendor_connector.formats.recognise import read
from simulator.files import Ledger, write

LEDGER = {'seed': 11, 'invoices': 200, 'payments': 3}


def line_of(number, paid, discount, withholding, currency):
    return ' '.join(number.split()), Decimal(paid), Decimal(discount), Decimal(withholding), currency


def lines_in(document):
    return Counter(
        line_of(line['number'], line['paid'], line['discount'], line['withholding'], line['currency'])
        for line in document['lines'])


def lines_of_the_truth(payment):
    return Counter(
        line_of(line['number'], line['paid'], line['discount'], line['withholding'], line['currency'])
        for line in payment['lines'])


@pytest.mark.parametrize('container', ['xlsx', 'csv', 'zip'])
@pytest.mark.parametrize(('layout', 'locale'), [
    ('remittance_us', 'us'), ('remittance_eu', 'de'), ('remittance_eu', 'fr'), ('remittance_types', 'in'),
])
def test_every_payment_and_line_is_read_whatever_was_done_to_the_file(layout, locale, container):
    file = write(Ledger(**LEDGER), layout, locale=locale, nasty='all', container=container)
    reading = read(file.body)
    assert (reading.kind, reading.questions) == ('remittance', ())
    documents = {each['payment']['number']: each for each in reading.documents}
    payments = file.truth['payments']
    assert sorted(documents) == sorted(payment['number'] for payment in payments)
    for payment in payments:
        document = documents[payment['number']]
        assert document['payment']['date'] == payment['date']
        assert document['payment']['amount'] == Decimal(payment['amount'])
        assert document.get('hidden', False) == bool(payment['hidden'])
        assert document['payee'] == 'ACRNU'
        assert lines_in(document) == lines_of_the_truth(payment)


def test_the_same_ledger_is_the_same_content_in_every_locale():
    ledger = Ledger(**LEDGER)
    digests = {
        read(write(ledger, 'remittance_us', locale=locale, container=container).body).digest
        for locale in ('us', 'de', 'fr', 'in') for container in ('xlsx', 'csv', 'zip')
    }
    assert len(digests) == 1
