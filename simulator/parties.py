"""Amazon's parties: fulfilment centres, billing entities, and what the vendor codes of the scenarios trade in."""
import copy

CURRENCY_OF_CODE = {"ACRN1": "USD", "ACRN2": "USD", "ACRD1": "EUR", "ACRG1": "GBP", "ACRJ1": "JPY"}
COUNTRY_OF_CODE = {"ACRN1": "US", "ACRN2": "US", "ACRD1": "DE", "ACRG1": "UK", "ACRJ1": "JP"}
BILL_TO_OF_CODE = {"ACRN1": "AMUS1", "ACRN2": "AMUS1", "ACRD1": "AMDE1", "ACRG1": "AMUK1", "ACRJ1": "AMJP1"}


def _address(name, street, city, postal_code, country, region=None):
    address = {"name": name, "addressLine1": street, "city": city, "postalCode": postal_code, "countryCode": country}
    return {**address, "stateOrRegion": region} if region else address


def _tax(number):
    return {"taxRegistrationType": "VAT", "taxRegistrationNumber": number}


# North America sends codes without addresses; Europe sends the addresses with them.
SHIP_TOS = {
    "PHX6": {"partyId": "PHX6"},
    "ONT8": {"partyId": "ONT8"},
    "MDT1": {"partyId": "MDT1"},
    "DTM2": {
        "partyId": "DTM2",
        "address": _address("Amazon Logistik Dortmund GmbH", "Kaltbandstraße 4", "Dortmund", "44145", "DE"),
        "taxInfo": _tax("DE814584193"),
    },
    "MXP5": {
        "partyId": "MXP5",
        "address": _address(
            "Amazon Italia Logistica S.r.l.", "Strada Dogana Po 2U", "Castel San Giovanni", "29015", "IT", "PC"
        ),
        "taxInfo": _tax("IT08973230967"),
    },
    "LTN4": {
        "partyId": "LTN4",
        "address": _address("Amazon UK Services Ltd.", "Boscombe Road", "Dunstable", "LU5 4FE", "GB", "Bedfordshire"),
        "taxInfo": _tax("GB727255821"),
    },
}
# Addresses of the codes that come without one: what a vendor finds in Vendor Central's resources.
ADDRESS_BOOK = {
    "PHX6": _address("Amazon.com Services LLC", "4750 W Mohave St", "Phoenix", "85043", "US", "AZ"),
    "ONT8": _address("Amazon.com Services LLC", "24300 Nandina Ave", "Moreno Valley", "92551", "US", "CA"),
    "MDT1": _address("Amazon.com Services LLC", "2 Ames Dr", "Carlisle", "17015", "US", "PA"),
}
TIME_ZONES = {
    "PHX6": "America/Phoenix",
    "ONT8": "America/Los_Angeles",
    "MDT1": "America/New_York",
    "DTM2": "Europe/Berlin",
    "MXP5": "Europe/Rome",
    "LTN4": "Europe/London",
}
BILL_TOS = {
    "AMUS1": {"partyId": "AMUS1"},
    "AMDE1": {
        "partyId": "AMDE1",
        "address": _address("Amazon EU S.à r.l.", "38 avenue John F. Kennedy", "Luxembourg", "L-1855", "LU"),
        "taxInfo": _tax("DE814584193"),
    },
    "AMUK1": {
        "partyId": "AMUK1",
        "address": _address("Amazon EU S.à r.l., UK Branch", "1 Principal Place", "London", "EC2A 2FA", "GB"),
        "taxInfo": _tax("GB727255821"),
    },
    "AMJP1": {
        "partyId": "AMJP1",
        "address": _address("アマゾンジャパン合同会社", "下目黒1-8-1", "東京都目黒区", "153-0064", "JP"),
    },
}
UNKNOWN_SHIP_TO = "FTW9"  # a fulfilment centre nobody has told the vendor about


def party(code):
    """Return the ship-to or bill-to party as Amazon states it; an unknown code comes without an address."""
    return copy.deepcopy(SHIP_TOS.get(code) or BILL_TOS.get(code) or {"partyId": code})


def details(vendor_code, ship_to, **stated):
    """Return the part of orderDetails that is the same for every order of this vendor code, and what is stated."""
    bill_to = party(BILL_TO_OF_CODE.get(vendor_code, "AMUS1"))
    ordinary = {
        "purchaseOrderType": "RegularOrder",
        "paymentMethod": "Invoice",
        "buyingParty": copy.deepcopy(bill_to),
        "sellingParty": {"partyId": vendor_code},
        "shipToParty": party(ship_to) if isinstance(ship_to, str) else ship_to,
        "billToParty": bill_to,
    }
    return {field: value for field, value in {**ordinary, **stated}.items() if value is not None}
