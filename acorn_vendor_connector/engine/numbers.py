"""Find our own number in the one that Amazon states: separators lost, zeros lost, letters of a claim appended."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

AT_MOST = 8
# How many of the bases of one chain are tried: the longest ones, and the one without any letters of a claim.
_MOST_BASES = 5
# Nothing longer is the number of an invoice with a claim.
_LONGEST = 120
# What Amazon appends to an invoice's number: the claim, and R where it gives the claim back.
CLAIMS = ('SC', 'PC')
REVERSED = 'R'
_ENDS = (*CLAIMS, *(claim + REVERSED for claim in CLAIMS))
_NOT_IN_KEY = re.compile('[^A-Za-z0-9]+')


class Probe(NamedTuple):
    """One number that may be ours, and what Amazon did to it since, oldest first: ('SC', 'R', 'SC')."""

    key: str
    chain: tuple[str, ...] = ()


def canonical(text: str | None) -> str:
    """Return the letters and digits of a number in upper case: '' where it has none.

    In SQL, for ASCII text: upper(regexp_replace(x, '[^A-Za-z0-9]', '', 'g')).
    """
    if not text:
        return ''
    if not text.isascii():
        text = unicodedata.normalize('NFKC', text)
    return _NOT_IN_KEY.sub('', text).upper()


def probes(text: str | None, widths: Iterable[int] = ()) -> tuple[Probe, ...]:
    """Return at most eight keys to look up in one go, the likeliest first: no letter removed, then fewer, then zeros.

    A chain alternates: SC, SCR, SCRSC, SCRSCR; so 12345SCSCR can only be the reversed claim on an own 12345SC.
    `widths` are the lengths of our own keys that are digits only and begin with 0: spreadsheets drop these zeros.
    """
    key = canonical(text)
    if not key:
        return ()
    found = [Probe(key), *_bases(key)]
    if not widths:
        return tuple(found)
    padded = (
        Probe(probe.key.zfill(width), probe.chain)
        # The own number first, then the one that is left when all letters of claims are gone.
        for probe in (found[0], *reversed(found[1:])) if probe.key.isdigit()
        for width in sorted(set(widths)) if width > len(probe.key)
    )
    return tuple([*found, *padded][:AT_MOST])


def base(text: str | None) -> Probe:
    """Return the number with every letter of a claim removed: of 12345SCRSC it is 12345 and SC, R, SC."""
    key = canonical(text)
    return [Probe(key), *_bases(key)][-1]


def _bases(key: str) -> list[Probe]:
    """Return what the number may have been before Amazon appended to it, the longest first."""
    if len(key) > _LONGEST or not key.endswith(_ENDS):
        return []
    found = [probe for claim in CLAIMS for probe in _peeled(key, claim)]
    return found if len(found) <= _MOST_BASES else [*found[:_MOST_BASES - 1], found[-1]]


def _peeled(key: str, claim: str) -> Iterator[Probe]:
    chain: tuple[str, ...] = ()
    if key.endswith(claim):
        key, chain = key.removesuffix(claim), (claim,)
        if key:
            yield Probe(key, chain)
    while key.endswith(claim + REVERSED):
        key, chain = key.removesuffix(claim + REVERSED), (claim, REVERSED, *chain)
        if key:
            yield Probe(key, chain)
