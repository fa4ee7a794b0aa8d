"""Find the product and unit that Amazon means; never guess when two fit."""
from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

ASIN, SKU, GTIN = 'asin', 'sku', 'gtin'
MAPPED, FOUND, AMBIGUOUS, UNMAPPED, NO_IDENTIFIER = 'mapped', 'found', 'ambiguous', 'unmapped', 'no_identifier'
BARCODE, REFERENCE = 'barcode', 'default_code'


@dataclass(frozen=True)
class Identifiers:
    """What a line of Amazon says about its product."""

    asin: str | None = None
    vendor_sku: str | None = None

    @property
    def gtin(self) -> str | None:
        return normalise_gtin(self.vendor_sku)


@dataclass(frozen=True)
class Mapping:
    """One row of the mapping of a vendor code; without product it is still to be done."""

    kind: str
    identifier: str
    product: Hashable | None
    unit: Hashable | None = None
    key: Hashable | None = None


@dataclass(frozen=True)
class CatalogueEntry:
    """A product, or one of its packagings with its own barcode, as the catalogue knows it."""

    product: Hashable
    unit: Hashable | None = None
    barcode: str | None = None
    reference: str | None = None


@dataclass(frozen=True)
class Resolution:
    """`mapped` by a person's mapping or `found` in the catalogue, `via` which identifier; else why not."""

    status: str
    product: Hashable | None = None
    unit: Hashable | None = None
    via: str | None = None
    mapping: Hashable | None = None
    candidates: tuple[tuple[Hashable, Hashable | None], ...] = ()

    @property
    def is_known(self) -> bool:
        return self.status in (MAPPED, FOUND)


def normalise_gtin(text: str | None) -> str | None:
    """Return the 14 digits of a GTIN, or None when the text is none.

    GTIN-8, UPC-12, EAN-13 and GTIN-14 are the same number with zeros in front (GS1 General Specifications, 3.3.2). The
    check digit must be right: a vendor's own number of 12 digits is not a UPC.
    """
    digits = (text or '').strip().replace(' ', '').replace('-', '')
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (8, 12, 13, 14):
        return None
    padded = digits.zfill(14)
    if not int(padded) or check_digit(padded[:-1]) != padded[-1]:
        return None
    return padded


def check_digit(digits: str) -> str:
    """Return GS1's check digit: from the right, digits weigh 3, 1, 3, 1 …"""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def normalise(kind: str, identifier: str | None) -> str | None:
    """Return the identifier as it is compared; a GTIN that fails its check is compared as it is written."""
    text = (identifier or '').strip()
    if kind == GTIN:
        return normalise_gtin(text) or text or None
    return text.upper() or None


def resolve(identifiers: Identifiers, mappings: Iterable[Mapping] = (),
            catalogue: Iterable[CatalogueEntry] = ()) -> Resolution:
    """Find the one product and unit for a line.

    Every mapping that fits counts: when the ASIN and the vendor's number lead to different products, a person decides.
    Only when no mapping fits, the catalogue is asked, barcode before internal reference.
    """
    wanted = {
        ASIN: normalise(ASIN, identifiers.asin),
        SKU: normalise(SKU, identifiers.vendor_sku),
        GTIN: normalise(GTIN, identifiers.vendor_sku),
    }
    if not any(wanted.values()):
        return Resolution(NO_IDENTIFIER)
    fitting = [
        mapping for mapping in mappings
        if mapping.product is not None and wanted[mapping.kind]
        and normalise(mapping.kind, mapping.identifier) == wanted[mapping.kind]
    ]
    if fitting:
        fitting.sort(key=lambda mapping: (ASIN, SKU, GTIN).index(mapping.kind))
        first = fitting[0]
        return _only_one(
            [(mapping.product, mapping.unit) for mapping in fitting], MAPPED, first.kind, first.key)
    entries = list(catalogue)
    by_barcode = [entry for entry in entries if identifiers.gtin and normalise_gtin(entry.barcode) == identifiers.gtin]
    by_reference = [
        entry for entry in entries
        if entry.reference and normalise(SKU, entry.reference) in (wanted[SKU], wanted[ASIN])
    ]
    for found, via in ((by_barcode, BARCODE), (by_reference, REFERENCE)):
        if found:
            return _only_one([(entry.product, entry.unit) for entry in found], FOUND, via)
    return Resolution(UNMAPPED)


def _only_one(fitting, status, via, mapping=None) -> Resolution:
    different = tuple(dict.fromkeys(fitting))
    if len(different) > 1:
        return Resolution(AMBIGUOUS, via=via, candidates=different)
    (product, unit), = different
    return Resolution(status, product, unit, via, mapping)
