"""The one door of the writers: a ledger, a layout, a place, and how nasty; out comes a file with its truth."""
from dataclasses import dataclass, field

from . import containers
from .layouts import LAYOUTS
from .nasty import spoil
from .remittance import payments_truth
from .view import OVERLAPPING, View, chosen_nastiness


@dataclass(frozen=True)
class File:
    """The bytes as a person would download them, and what is really in them."""

    name: str
    body: bytes = field(repr=False)
    truth: dict = field(repr=False)
    content_type: str = "application/octet-stream"


def write(
    ledger, layout, locale=None, nasty=(), container=None, dates=None, part=None, payments=None, shows_voids=True,
    orders=None,
):
    """Write the payments of a ledger, or what else the layout is about.

    `nasty` are names of view.NASTINESS, or 'all'. `dates` is a form of places.DATE_FORMS, or 'cells'; as in the locale
    when left out. `part` writes only so much of each payment's lines, as an export that came too early.
    `payments` are positions; all when left out. Without `shows_voids` the file is from before payments were voided.
    `orders` are a world's, for the workbooks of purchase orders; those of the scenario `demo` when left out.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"unknown layout {layout}; known are: {', '.join(LAYOUTS)}")
    chosen = LAYOUTS[layout]
    names = chosen_nastiness(nasty)
    if part is None:
        part = 0.6 if OVERLAPPING in names else 1.0
    view = View(ledger, locale or chosen.locale, names, part, payments, shows_voids, orders)
    container = container or chosen.containers[0]
    inner = chosen.containers[0] if container == "zip" else container
    if inner not in chosen.containers:
        raise ValueError(f"{layout} comes as {', '.join(chosen.containers)} or zip, not as {inner}")
    body, rows = _written(chosen, view, inner, dates or chosen.dates)
    name = f"{chosen.file_name}.{inner}"
    if container == "zip":
        name, body = f"{chosen.file_name}.zip", containers.zipped(name, body)
    return File(name, body, _truth(chosen, view, rows), containers.CONTENT_TYPES[container])


def _written(chosen, view, container, dates):
    """Return (bytes, truth of each row in their order)."""
    if chosen.is_edi:
        text, rows = chosen.build(view)
        return text.encode(), rows
    sheets = spoil(chosen.build(view), view)
    form = containers.Form(view.place, dates, view.nasty, is_text=container == "csv")
    body = containers.written(sheets, container, form)
    return body, [row.truth for sheet in sheets for table in sheet.tables for row in table.rows if row.truth]


def _truth(chosen, view, rows):
    if chosen.kind == "remittance":
        documents = payments_truth(view, rows)
        return {"kind": chosen.kind, "documents": len(documents), "payments": documents}
    orders = {row["order"] for row in rows} if chosen.kind == "purchase_orders" else ()
    count = len(orders) or 1
    return {"kind": chosen.kind, "documents": count, "rows": rows}
