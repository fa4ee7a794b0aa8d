"""Name what a line of a remittance can be, what its sign should be, and where posting would put it."""
from __future__ import annotations

INVOICE, SHORTAGE, PRICE_CLAIM = 'invoice', 'shortage', 'price_claim'
CHARGEBACK, RETURN, AGREEMENT = 'chargeback', 'return', 'agreement'
PROVISION, PRICE_PROTECTION, DISCOUNT, WITHHOLDING = 'provision', 'price_protection', 'discount', 'withholding'
HIDDEN, UNKNOWN = 'hidden', 'unknown'
CLASSES = (
    INVOICE, SHORTAGE, PRICE_CLAIM, CHARGEBACK, RETURN, AGREEMENT, PROVISION, PRICE_PROTECTION, DISCOUNT, WITHHOLDING,
    HIDDEN, UNKNOWN,
)
# Claims on one invoice: their number is the invoice's with letters appended.
CLAIMS_ON_INVOICES = frozenset({SHORTAGE, PRICE_CLAIM})
CLASS_OF_CLAIM = {'SC': SHORTAGE, 'PC': PRICE_CLAIM}

# What Amazon takes is negative; a reversal has the other sign. Hidden and unknown lines may have either.
_TAKEN = frozenset(CLASSES) - {INVOICE, HIDDEN, UNKNOWN}

CLEARING, RECEIVABLE, CLAIMS, PROVISIONS, SUSPENSE = 'clearing', 'receivable', 'claims', 'provisions', 'suspense'
WRITE_OFF, DUE_TO, DUE_FROM = 'write_off', 'due_to', 'due_from'
# The role of the account that posting would use, by class, while a deduction is open or contested.
ROLES = {
    INVOICE: RECEIVABLE,
    SHORTAGE: CLAIMS,
    PRICE_CLAIM: CLAIMS,
    CHARGEBACK: CLAIMS,
    RETURN: CLAIMS,
    AGREEMENT: CLAIMS,
    PRICE_PROTECTION: CLAIMS,
    PROVISION: PROVISIONS,
    DISCOUNT: DISCOUNT,
    WITHHOLDING: WITHHOLDING,
    HIDDEN: SUSPENSE,
    UNKNOWN: SUSPENSE,
}


def expected_sign(line_class: str, is_reversal: bool) -> int:
    """Return 1 or -1, the sign of what Amazon pays for such a line; 0 where either is usual."""
    if line_class == INVOICE:
        return 1
    if line_class not in _TAKEN:
        return 0
    return 1 if is_reversal else -1
