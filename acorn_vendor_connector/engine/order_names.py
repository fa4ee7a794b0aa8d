"""Find the purchase orders that a line names."""
from __future__ import annotations

import re

from .classify import LineFacts, normal

_WORDS = re.compile('[A-Z0-9]{4,24}')


def named(line: LineFacts) -> tuple[str, ...]:
    """Return what may be a purchase order in a line: what its own column says, then words of the other texts."""
    return tuple(dict.fromkeys((*stated(line), *in_texts(line))))


def stated(line: LineFacts) -> list[str]:
    """Return what stands in the line's own column of the purchase order."""
    return _WORDS.findall(normal(line.purchase_order)) if line.purchase_order else []


def in_texts(line: LineFacts) -> list[str]:
    """Return the words of reference and description that may be an order: those with a digit."""
    words = _WORDS.findall(f'{normal(line.reference)} {normal(line.description)}')
    return [word for word in words if not word.isalpha()]
