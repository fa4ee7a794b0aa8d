"""The fields of a remittance and the headings under which Amazon writes them.

English is what was seen (domain 5.6); the other languages are how Vendor Central words the same terms. A heading that
is not here is mapped once by a person.
"""
from __future__ import annotations

from .layouts import AMOUNT, CODE, CURRENCY, DATE, RATE, TEXT, Field, Section

PAYMENT_NUMBER = (
    'Payment Number', 'Payment Numbers', 'Payment No.', 'Payment ID', 'Zahlungsnummer', 'Numéro de paiement',
    'Número de pago',
    'Numero di pagamento', 'Numero pagamento', '支払番号', '支払い番号',
)
PAYEE = ('Payee', 'Payee Code', 'Payee ID', 'Zahlungsempfänger', 'Bénéficiaire', 'Beneficiario', '受取人')
_PAYEE = Field('payee', CODE, PAYEE)
_INVOICE_CURRENCY = Field('invoice_currency', CURRENCY, (
    'Invoice Currency', 'Invoice Currency Code', 'Rechnungswährung', 'Devise de la facture', 'Devise de facturation',
    'Moneda de la factura', 'Divisa de la factura', 'Valuta della fattura', 'Valuta fattura', '請求書通貨', '請求通貨',
))

PAYMENTS = Section('payments', (
    Field('payment_number', CODE, PAYMENT_NUMBER, required=True),
    Field('payment_date', DATE, (
        'Payment Date', 'Zahlungsdatum', 'Date de paiement', 'Date du paiement', 'Fecha de pago', 'Fecha del pago',
        'Data di pagamento', 'Data pagamento', '支払日', '支払い日',
    ), required=True),
    _INVOICE_CURRENCY,
    Field('amount_in_invoice_currency', AMOUNT, (
        'Amount in Invoice Currency', 'Invoice Currency Amount', 'Betrag in Rechnungswährung',
        'Montant dans la devise de la facture', 'Montant dans la devise de facturation',
        'Importe en la moneda de la factura', 'Importe en la divisa de la factura',
        'Importo nella valuta della fattura',
        'Importo in valuta della fattura', '請求書通貨での金額',
    ), currency='invoice_currency'),
    Field('payment_currency', CURRENCY, (
        'Payment Currency', 'Payment Currency Code', 'Zahlungswährung', 'Devise de paiement', 'Devise du paiement',
        'Moneda de pago', 'Divisa de pago', 'Valuta di pagamento', 'Valuta pagamento', '支払通貨', '支払い通貨',
    ), required=True),
    Field('payment_amount', AMOUNT, (
        'Amount in Payment Currency', 'Payment Amount', 'Payment Currency Amount', 'Betrag in Zahlungswährung',
        'Zahlungsbetrag', 'Montant dans la devise de paiement', 'Montant du paiement',
        'Importe en la moneda de pago', 'Importe en la divisa de pago', 'Importe del pago',
        'Importo nella valuta di pagamento', 'Importo del pagamento', '支払通貨での金額', '支払金額',
    ), required=True, currency='payment_currency'),
    Field('exchange_rate', RATE, (
        'Exchange Rate', 'Wechselkurs', 'Taux de change', 'Tipo de cambio', 'Tasso di cambio', '為替レート',
        '換算レート',
    )),
    Field('payment_type', TEXT, (
        'Payment Type', 'Zahlungsart', 'Zahlungstyp', 'Type de paiement', 'Tipo de pago',
        'Tipo di pagamento', '支払いタイプ',
    )),
    Field('payment_status', TEXT, (
        'Payment Status', 'Zahlungsstatus', 'Statut du paiement', 'Statut de paiement', 'Estado del pago',
        'Estado de pago', 'Stato del pagamento', 'Stato pagamento', '支払いステータス',
    )),
    Field('void_reason', TEXT, (
        'Payment Voided Reason', 'Payment Void Reason', 'Void Reason', 'Voided Reason', 'Grund für Stornierung',
        'Grund für Stornierung der Zahlung', 'Stornierungsgrund', "Motif d'annulation du paiement",
        "Motif d'annulation", 'Motivo de anulación del pago', 'Motivo de anulación',
        'Motivo di annullamento del pagamento', 'Motivo annullamento',
    )),
    _PAYEE,
))

LINES = Section('lines', (
    Field('payment_number', CODE, PAYMENT_NUMBER, required=True),
    Field('invoice_number', CODE, (
        'Invoice Number', 'Invoice No.', 'Invoice ID', 'Rechnungsnummer', 'Numéro de facture', 'Numéro de la facture',
        'Número de factura', 'Numero fattura', 'Numero di fattura', '請求書番号',
    ), required=True),
    Field('invoice_date', DATE, (
        'Invoice Date', 'Rechnungsdatum', 'Date de facture', 'Date de la facture', 'Date de facturation',
        'Fecha de factura', 'Fecha de la factura', 'Data fattura', 'Data della fattura', '請求書日付', '請求日',
    )),
    Field('description', TEXT, (
        'Description', 'Invoice Description', 'Transaction Description', 'Beschreibung', 'Transaktionsbeschreibung',
        'Description de la transaction', 'Descripción', 'Descripción de la transacción', 'Descrizione',
        'Descrizione della transazione', '説明',
    )),
    Field('transaction_type', TEXT, (
        'Transaction Type', 'Transaktionsart', 'Transaktionstyp', 'Type de transaction', 'Tipo de transacción',
        'Tipo di transazione',
    )),
    Field('reference', TEXT, (
        'Reference Details', 'Reference', 'Referenzdetails', 'Referenz', 'Détails de la référence', 'Référence',
        'Detalles de la referencia', 'Referencia', 'Dettagli di riferimento', 'Riferimento',
    )),
    Field('original_number', CODE, (
        'Original Invoice Number', 'Original Invoice No.', 'Ursprüngliche Rechnungsnummer',
        "Numéro de facture d'origine", 'Número de factura original', 'Numero fattura originale',
    )),
    Field('vendor_code', CODE, (
        'Vendor Code', 'Vendor', 'Händlercode', 'Lieferantencode', 'Code fournisseur', 'Code vendeur',
        'Código de proveedor', 'Codice fornitore', 'ベンダーコード',
    )),
    Field('purchase_order', CODE, (
        'Purchase Order', 'Purchase Order Number', 'PO Number', 'PO', 'PO #', 'Bestellnummer', 'Bestellung',
        'Numéro de commande', 'Bon de commande', 'Número de pedido', 'Orden de compra', "Numero d'ordine",
        "Ordine d'acquisto", '発注番号',
    )),
    Field('invoice_amount', AMOUNT, (
        'Invoice Amount', 'Gross Invoice Amount', 'Rechnungsbetrag', 'Montant de la facture', 'Montant facturé',
        'Importe de la factura', 'Importe de factura', 'Importo della fattura', 'Importo fattura',
        '請求金額', '請求書金額',
    ), currency='invoice_currency'),
    _INVOICE_CURRENCY,
    Field('withholding', AMOUNT, (
        'Withholding Amount', 'Withholding Tax Amount', 'Einbehaltener Betrag', 'Einbehalt', 'Montant retenu',
        'Montant de la retenue', 'Importe retenido', 'Importe de la retención', 'Importo trattenuto',
        'Importo della ritenuta', '源泉徴収額',
    ), currency='invoice_currency'),
    Field('discount', AMOUNT, (
        'Terms Discount Taken', 'Terms Discount', 'Discount Taken', 'Skonto', 'In Anspruch genommenes Skonto',
        'Genutzter Skonto', 'Escompte appliqué', 'Escompte', 'Remise appliquée', 'Descuento aplicado',
        'Descuento por pronto pago', 'Sconto applicato', 'Sconto', '割引額',
    ), currency='invoice_currency'),
    Field('paid', AMOUNT, (
        'Amount Paid', 'Net Amount Paid', 'Gezahlter Betrag', 'Bezahlter Betrag', 'Gezahlter Nettobetrag',
        'Nettozahlbetrag', 'Montant payé', 'Montant net payé', 'Importe pagado', 'Importe neto pagado',
        'Importo pagato', 'Importo netto pagato', '支払額', '支払済み金額', '純支払額',
    ), required=True, currency='invoice_currency'),
    Field('remaining', AMOUNT, (
        'Remaining Amount', 'Amount Remaining', 'Restbetrag', 'Verbleibender Betrag', 'Montant restant',
        'Importe restante', 'Importe pendiente', 'Importo rimanente', 'Importo residuo', '残額',
    ), currency='invoice_currency'),
    _PAYEE,
))
