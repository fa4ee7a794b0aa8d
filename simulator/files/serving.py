"""Files over HTTP, below /_simulator/files: the list of layouts, a file, the truth about it, and bad files."""
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from functools import lru_cache
from urllib.parse import quote

from ..messages import Response
from . import bad
from .awkward import AWKWARD
from .books import Invoice
from .layouts import LAYOUTS
from .ledger import ALL_STORIES, Ledger
from .places import DATE_FORMS, LOCALES
from .stories import USUAL
from .view import NASTINESS, OVERLAPPING
from .writing import write


def _names(text):
    return tuple(name for name in text.split(",") if name)


def _positions(text):
    return tuple(int(position) for position in _names(text))


def _weights(text):
    """Read `usual`, `awkward`, both with a comma, or weights: in_full:9,lump:1."""
    sets, weights = {"usual": USUAL, "awkward": AWKWARD}, {}
    for name in _names(text):
        story, _colon, weight = name.partition(":")
        weights |= sets.get(story) or {story: int(weight or 1)}
    unknown = sorted(set(weights) - set(ALL_STORIES))
    if unknown:
        raise ValueError(f"unknown story {', '.join(unknown)}; known are: {', '.join(ALL_STORIES)}")
    return weights


def _is_true(text):
    return text == "true"


# How a query's text becomes an argument.
OF_LEDGER = {
    "seed": int, "invoices": int, "payments": int, "payee": str, "currency": _names, "vendor_codes": _names,
    "companies": _names, "payment_currency": str, "exchange_rate": str, "start": date.fromisoformat, "hidden": int,
    "voided": int, "discount": str, "charges": float, "purchase_orders": _names, "first_number": int,
    "same_numbers": _is_true, "stories": _weights,
}
OF_FILE = {
    "locale": str, "nasty": str, "container": str, "dates": str, "part": float, "only": _positions,
    "shows_voids": _is_true,
}
LARGEST = 200_000


def answer(request, path, world):
    """Return a Response, or the document of one; ValueError and KeyError say what is wrong."""
    if not path or path == ("",):
        return _catalogue()
    name, *rest = path
    if name == "bad":
        file = bad.write(*rest)
        return _download(file)
    file = _file(name, dict(request.query), request.json().get("books"), world)
    if rest == ["truth"]:
        return {"name": file.name, **file.truth}
    if rest:
        raise ValueError("a file has but its truth beside it: /_simulator/files/<layout>/truth")
    return _download(file)


def _catalogue():
    return {
        "layouts": [
            {"name": name, "kind": layout.kind, "containers": [*layout.containers, "zip"], "locale": layout.locale}
            for name, layout in LAYOUTS.items()
        ],
        "locales": list(LOCALES),
        "dates": ["cells", *DATE_FORMS],
        "nasty": [*NASTINESS, OVERLAPPING, "all"],
        "stories": list(ALL_STORIES),
        "bad": list(bad.NAMES),
        "of_ledger": list(OF_LEDGER),
        "of_file": list(OF_FILE),
    }


def _file(layout, query, books, world):
    unknown = sorted(set(query) - set(OF_LEDGER) - set(OF_FILE))
    if unknown:
        raise ValueError(f"unknown argument {', '.join(unknown)}; known are: {', '.join((*OF_LEDGER, *OF_FILE))}")
    of_ledger = {name: OF_LEDGER[name](text) for name, text in query.items() if name in OF_LEDGER}
    of_file = {name: OF_FILE[name](text) for name, text in query.items() if name in OF_FILE}
    if of_ledger.get("invoices", 0) > LARGEST:
        raise ValueError(f"at most {LARGEST} invoices")
    if "only" in of_file:
        of_file["payments"] = of_file.pop("only")
    if layout.startswith("purchase_orders"):
        of_file["orders"] = world.orders()
    ledger = Ledger(**of_ledger, books=_books(books)) if books is not None else _ledger(tuple(query.items()))
    return write(ledger, layout, **of_file)


@lru_cache(maxsize=4)
def _ledger(query):
    """Make a ledger; a file and its truth are usually asked for one after the other."""
    return Ledger(**{name: OF_LEDGER[name](text) for name, text in query if name in OF_LEDGER})


def _books(books):
    """Return the invoices that a request's body states, as Odoo has them."""
    return [
        Invoice(**{**book, "date": date.fromisoformat(book["date"]), "amount": Decimal(str(book["amount"]))})
        for book in books
    ]


def book_of(invoice):
    """Return an invoice as a request's body states it."""
    return {**asdict(invoice), "date": invoice.date.isoformat(), "amount": str(invoice.amount)}


def _download(file):
    disposition = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return Response(200, file.body, content_type=file.content_type, headers={"Content-Disposition": disposition})
