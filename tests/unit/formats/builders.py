"""Write remittances as Amazon does, in the locale and container that a test asks for."""
import csv
import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import xlwt

PAYMENT_HEADINGS = (
    'Payment Number', 'Payment Date', 'Invoice Currency', 'Amount in Invoice Currency', 'Payment Currency',
    'Amount in Payment Currency', 'Exchange Rate', 'Payment Type', 'Payment Status', 'Payment Voided Reason',
)
US_HEADINGS = (
    'Payment Number', 'Invoice Number', 'Invoice Date', 'Description', 'Invoice Amount', 'Invoice Currency',
    'Withholding Amount', 'Terms Discount Taken', 'Amount Paid', 'Remaining Amount',
)
EU_HEADINGS = tuple('Net Amount Paid' if each == 'Amount Paid' else each for each in US_HEADINGS)
TYPE_HEADINGS = (
    'Payment Number', 'Invoice Number', 'Invoice Date', 'Transaction type', 'Transaction Description',
    'Reference Details', 'Original Invoice Number', 'Invoice Amount', 'Invoice Currency', 'Withholding Amount',
    'Terms Discount Taken', 'Amount Paid', 'Remaining Amount',
)


def payment(number='412233', day=date(2026, 3, 14), amount='882.00', currency='USD', status='Paid', void=''):
    return [number, day, currency, Decimal(amount), currency, Decimal(amount), Decimal(1), 'EFT', status, void]


def line(number='INV-1', paid='882.00', discount='18.00', amount='900.00', day=date(2026, 1, 31), payment='412233',
         description='Goods', currency='USD'):
    return [
        payment, number, day, description, Decimal(amount), currency, Decimal('0.00'), Decimal(discount), Decimal(paid),
        Decimal('0.00'),
    ]


def remittance(payments=None, lines=None, headings=US_HEADINGS):
    """Return the rows of the two sections with the title between them."""
    return [
        list(PAYMENT_HEADINGS), *([payment()] if payments is None else payments), [], ['Invoices'], list(headings),
        *([line()] if lines is None else lines),
    ]


MAIN = b'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
SHARED_TEXTS = (
    b'<Override PartName="/xl/sharedStrings.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)


# How a locale writes: order of a date, decimal mark, thousands

LOCALES = {
    'us': ('%m/%d/%Y', '.', ','), 'uk': ('%d/%m/%Y', '.', ','), 'de': ('%d.%m.%Y', ',', '.'),
    'fr': ('%d/%m/%Y', ',', '\u202f'), 'ch': ('%d.%m.%Y', '.', '’'), 'iso': ('%Y-%m-%d', '.', ''),
}


def written(value, locale='us'):
    """Return a value as text of that locale."""
    dates, mark, thousands = LOCALES[locale]
    if isinstance(value, date):
        return value.strftime(dates)
    if isinstance(value, Decimal):
        return f'{value:,}'.replace(',', '\0').replace('.', mark).replace('\0', thousands)
    return value


def as_texts(rows, locale='us'):
    return [[written(value, locale) for value in row] for row in rows]


def csv_of(rows, locale='us', delimiter=',', encoding='utf-8'):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(as_texts(rows, locale))
    return out.getvalue().encode(encoding)


def xlsx_of(rows, sheet='Remittance payments'):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return _with_shared_texts(out.getvalue())


def _with_shared_texts(body):
    """Move the texts of a workbook into a part of their own, as Excel does."""
    texts = {}

    def share(found):
        return b' t="s"><v>%d</v>' % texts.setdefault(found[1], len(texts))

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name.startswith('xl/worksheets/'):
                content = re.sub(rb' t="inlineStr"><is><t[^>]*>([^<]*)</t></is>', share, content)
            if name == '[Content_Types].xml':
                content = content.replace(b'</Types>', SHARED_TEXTS + b'</Types>')
            new.writestr(name, content)
        shared = b''.join(b'<si><t xml:space="preserve">%s</t></si>' % text for text in texts)
        new.writestr('xl/sharedStrings.xml', b'<?xml version="1.0"?><sst xmlns="%s">%s</sst>' % (MAIN, shared))
    return out.getvalue()


def xls_of(rows):
    book = xlwt.Workbook()
    sheet = book.add_sheet('Remittance payments')
    days = xlwt.easyxf(num_format_str='DD/MM/YYYY')
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write(number, column, value, days)
            else:
                sheet.write(number, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def html_of(rows, locale='us'):
    lines = ''.join(f'<tr>{"".join(f"<td>{cell}</td>" for cell in row)}</tr>' for row in as_texts(rows, locale))
    return f'<html><body><table>{lines}</table></body></html>'.encode()


def zip_of(body, name='Payments.csv', **others):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
        for other, content in others.items():
            archive.writestr(other, content)
    return out.getvalue()
