"""The headings of Vendor Central in other languages, as far as they are known; the rest stays English."""

_GERMAN = """
Payment Number=Zahlungsnummer
Payment Date=Zahlungsdatum
Invoice Currency=Rechnungswährung
Amount in Invoice Currency=Betrag in Rechnungswährung
Payment Currency=Zahlungswährung
Amount in Payment Currency=Betrag in Zahlungswährung
Exchange Rate=Wechselkurs
Payment Type=Zahlungsart
Payment Status=Zahlungsstatus
Payment Voided Reason=Grund für Stornierung
Invoice Number=Rechnungsnummer
Invoice Date=Rechnungsdatum
Description=Beschreibung
Transaction type=Transaktionstyp
Transaction Description=Transaktionsbeschreibung
Reference Details=Referenzdetails
Original Invoice Number=Ursprüngliche Rechnungsnummer
Invoice Amount=Rechnungsbetrag
Withholding Amount=Einbehaltener Betrag
Terms Discount Taken=Skonto
Amount Paid=Gezahlter Betrag
Net Amount Paid=Gezahlter Nettobetrag
Remaining Amount=Restbetrag
Vendor Code=Lieferantencode
Vendor code=Lieferantencode
Payment Due Date=Fälligkeitsdatum
"""
_FRENCH = """
Payment Number=Numéro de paiement
Payment Date=Date de paiement
Invoice Currency=Devise de la facture
Amount in Invoice Currency=Montant dans la devise de la facture
Payment Currency=Devise de paiement
Amount in Payment Currency=Montant dans la devise de paiement
Exchange Rate=Taux de change
Payment Type=Type de paiement
Payment Status=Statut du paiement
Payment Voided Reason=Motif d'annulation du paiement
Invoice Number=Numéro de facture
Invoice Date=Date de facture
Description=Description
Transaction type=Type de transaction
Transaction Description=Description de la transaction
Reference Details=Détails de la référence
Original Invoice Number=Numéro de facture d'origine
Invoice Amount=Montant de la facture
Withholding Amount=Montant retenu
Terms Discount Taken=Escompte appliqué
Amount Paid=Montant payé
Net Amount Paid=Montant net payé
Remaining Amount=Montant restant
Vendor Code=Code fournisseur
Vendor code=Code fournisseur
Payment Due Date=Date d'échéance
"""
_SPANISH = """
Payment Number=Número de pago
Payment Date=Fecha de pago
Invoice Currency=Divisa de la factura
Amount in Invoice Currency=Importe en la divisa de la factura
Payment Currency=Divisa de pago
Amount in Payment Currency=Importe en la divisa de pago
Exchange Rate=Tipo de cambio
Payment Type=Tipo de pago
Payment Status=Estado del pago
Payment Voided Reason=Motivo de anulación del pago
Invoice Number=Número de factura
Invoice Date=Fecha de factura
Description=Descripción
Transaction type=Tipo de transacción
Transaction Description=Descripción de la transacción
Reference Details=Detalles de la referencia
Original Invoice Number=Número de factura original
Invoice Amount=Importe de la factura
Withholding Amount=Importe retenido
Terms Discount Taken=Descuento aplicado
Amount Paid=Importe pagado
Net Amount Paid=Importe neto pagado
Remaining Amount=Importe restante
Vendor Code=Código de proveedor
Vendor code=Código de proveedor
Payment Due Date=Fecha de vencimiento
"""


def _words(text):
    return dict(line.split("=", 1) for line in text.strip().splitlines())


FOREIGN = {"de": _words(_GERMAN), "fr": _words(_FRENCH), "es": _words(_SPANISH)}
FOREIGN_TITLES = {"de": {"Invoices": "Rechnungen"}, "fr": {"Invoices": "Factures"}, "es": {"Invoices": "Facturas"}}
