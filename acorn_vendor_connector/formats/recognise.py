"""Read any file of Amazon's: the one door. What a file is, is told by its content, never by its name.

How a layout plugs in: a module with `LAYOUTS`, a tuple of `layouts.Layout` (or `layouts.EdiLayout`), is added to
`registry.py`. A Layout says its kind, its sections, and the fields of each with the headings under which Amazon writes
them (`headings.key` compares them, so case, accents, '#' and blanks do not matter). Of all layouts the one whose fields
match the headings of the file best is taken; a list whose required fields have no column becomes the question
'heading', so a field should only be required when its rows mean nothing without it. Then `documents` is called:

    def documents(tables, context):
        rows = []
        for table in tables:                              # tables.Table; table.section.name says which section it is
            for where, values in table.records(context):  # field -> str, int, Decimal or 'YYYY-MM-DD'; absent if empty
                rows.append({'kind': 'deduction', **values})
        return [{'type': 'details', 'kind': 'deductions', 'rows': content.ordered(rows)}]

Columns that nobody knows are in `values['extra']` already. `records` gives the rows away, it can be read once.
`context.loose` are the rows outside of the lists (titles, warnings); what a layout understands of them it marks with
`context.use(row)`. `context.note(code, **params)` notes an oddity, and `raise Refused(code, **where.params(value))`
says that a file is nothing to work with. What a layout returns are plain dicts of str, int, Decimal, bool, list, dict.
"""
from __future__ import annotations

import itertools

from . import content, registry, tables
from .containers import open_sheets
from .errors import Refused, shortened
from .layouts import Context, Layout
from .locales import Evidence
from .reading import KINDS, Choices, Note, Question, Reading

__all__ = ['read']


def read(body: bytes, choices: Choices | None = None) -> Reading:
    """Return what the file says, or what has to be asked first. Raise Refused, and nothing else."""
    choices = choices or Choices()
    known = tables.keys_of(registry.LAYOUTS, choices.all_headings())
    opened = open_sheets(body, known)
    if opened.text is not None:
        return _read_edi(opened, choices)
    finder = tables.Finder(known)
    notes = _look_through(opened, finder)
    candidates = [layout for layout in registry.LAYOUTS if choices.kind in (None, layout.kind)]
    fits = sorted(
        (_Fit(layout, finder.found, choices.headings_in(layout.kind)) for layout in candidates),
        key=lambda fit: fit.rank)
    if not finder.found or not fits:
        raise Refused('not_recognised')
    best = fits[-1]
    question = _kind_question(fits, finder.found, choices)
    if question:
        return Reading('', '', questions=(question,), notes=tuple(notes))
    return _read_tables(best, finder, choices, notes)


def _look_through(opened, finder: tables.Finder) -> list[Note]:
    """Look for lists in the sheets that people see, and in hidden ones only where these have none."""
    hidden = [sheet for sheet in opened.sheets if sheet.is_hidden]
    for sheet in opened.sheets:
        if not sheet.is_hidden:
            finder.look_through(sheet.name, sheet.rows())
    if not finder.found:
        for sheet in hidden:
            finder.look_through(sheet.name, sheet.rows())
    return [*opened.notes, *(Note('hidden_sheet', {'sheet': sheet.name}) for sheet in hidden)]


class _Fit:
    """How well a layout fits the lists that were found."""

    def __init__(self, layout: Layout, found, chosen):
        self.layout = layout
        self.tables: list[tables.Table] = []
        self.left: list[tables.Found] = []
        self.score = 0
        unknown = []
        for each in found:
            best = max(layout.sections, key=lambda section: tables.score(each, section, chosen))
            score = tables.score(each, best, chosen)
            if score:
                self.score += score
                self.tables.append(tables.assigned(each, best, chosen))
            else:
                unknown.append(each)
        self._take_strangers(unknown, chosen)
        filled = {table.section.name for table in self.tables if not table.missing}
        self.is_complete = filled.issuperset(layout.needed)
        self.rank = (self.is_complete, self.score, -sum(len(table.missing) for table in self.tables))

    def _take_strangers(self, unknown, chosen):
        """Take lists without any known heading for the sections that are not there, in their order."""
        there = {table.section.name for table in self.tables}
        absent = [section for section in self.layout.sections if section.name not in there]
        if len(unknown) < len(absent):
            absent.sort(key=lambda section: section.name not in self.layout.needed)
        wanted = [] if there.issuperset(self.layout.needed) else absent
        for each in unknown:
            if wanted and each.rows:
                self.tables.append(tables.assigned(each, wanted.pop(0), chosen))
            else:
                self.left.append(each)


def _kind_question(fits: list[_Fit], found, choices: Choices) -> Question | None:
    """Ask what a file is that fits two kinds equally well, or whose headings nobody knows."""
    if choices.kind:
        return None
    best = fits[-1]
    if not best.score:
        if not any(each.rows for each in found):
            raise Refused('not_recognised')
        return Question('kind', KINDS, {'headings': [text for text in found[0].texts if text][:20]})
    kinds = {fit.layout.kind for fit in fits if fit.rank[:2] == best.rank[:2]}
    if len(kinds) == 1:
        return None
    return Question('kind', tuple(kind for kind in KINDS if kind in kinds), {})


def _read_tables(fit: _Fit, finder: tables.Finder, choices: Choices, notes: list) -> Reading:
    layout = fit.layout
    lists, aside = _sorted_out(fit)
    strangers = [each for each in (*fit.left, *aside) if each.rows]
    notes += [Note('extra_table', {'sheet': each.sheet, 'heading': _first(each)}) for each in strangers]
    unknown = tuple({
        heading.key: heading for table in reversed(lists) for heading in reversed(table.unknown_headings())
    }.values())[::-1]
    missing = _heading_question(lists, layout)
    if missing:
        return Reading(
            layout.kind, layout.name_of(lists), questions=(missing,), notes=tuple(notes), unknown_headings=unknown)
    if not any(table.rows for table in lists):
        raise Refused('no_rows')
    evidence = Evidence(choices)
    for table in lists:
        table.testify(evidence)
    locale, questions = evidence.decide()
    notes += evidence.notes
    reading = Reading(
        layout.kind, layout.name_of(lists), questions=questions, notes=tuple(notes), unknown_headings=unknown,
        date_order=locale.date_order, decimal_mark=locale.decimal_mark)
    if questions:
        return reading
    return _with_documents(reading, layout, lists, Context(locale, finder.loose, notes))


def _with_documents(reading: Reading, layout: Layout, lists, context: Context) -> Reading:
    first = {table.sheet: table.row for table in reversed(lists)}
    documents = content.in_order(layout.documents(tuple(lists), context))
    content.refuse_long_numbers(documents)
    for row in _not_understood(context, first):
        context.note('loose_row', sheet=row.sheet, row=row.row, value=shortened(' · '.join(row.texts)))
    return Reading(
        reading.kind, reading.layout, documents, notes=tuple(context.notes), unknown_headings=reading.unknown_headings,
        digest=content.digest(documents), date_order=reading.date_order, decimal_mark=reading.decimal_mark)


def _not_understood(context: Context, first: dict):
    """Return rows below the first headings that belong to no list and in which numbers stand."""
    found = (
        row for row in context.loose
        if row.row > first.get(row.sheet, row.row) and (row.sheet, row.row) not in context.used
        and any(char.isdigit() for text in row.texts for char in text))
    return itertools.islice(found, 20)


def _sorted_out(fit: _Fit):
    """Return the lists of the layout, and lists beside them that share a heading or two with it."""
    lists, aside = [], []
    for table in fit.tables:
        required = table.section.required
        is_other = fit.is_complete and table.missing and 2 * len(table.missing) > len(required)
        (aside if is_other else lists).append(table)
    return lists, aside


def _heading_question(lists, layout: Layout) -> Question | None:
    """Ask which unknown headings stand for fields that are missing; refuse where no heading is left to ask about."""
    missing = [(table, table.missing) for table in lists if table.missing]
    absent = [name for name in layout.needed if name not in {table.section.name for table in lists}]
    if absent:
        raise Refused('not_recognised', missing=absent, kind=layout.kind)
    if not missing:
        return None
    names = list(dict.fromkeys(name for _table, fields in missing for name in fields))
    asked = {heading.key: heading for table, _fields in missing for heading in table.unknown_headings() if heading.text}
    if not asked:
        raise Refused('not_recognised', missing=names, kind=layout.kind)
    # Optional fields can be answered as well: whoever maps headings does it once.
    options = dict.fromkeys(names)
    for table, _fields in missing:
        options.update(dict.fromkeys(each.name for each in table.section.fields if not table.has(each.name)))
    return Question('heading', tuple(options), {
        'missing': names,
        'headings': [
            {'heading': each.text, 'key': each.key, 'sample': each.sample} for each in asked.values()],
    })


def _read_edi(opened, choices: Choices) -> Reading:
    for layout in registry.EDI_LAYOUTS:
        if layout.container == opened.kind and choices.kind in (None, layout.kind) and layout.fits(opened.text):
            context = Context(notes=list(opened.notes))
            documents = content.in_order(layout.documents(opened.text, context))
            content.refuse_long_numbers(documents)
            return Reading(
                layout.kind, layout.name, documents, notes=tuple(context.notes), digest=content.digest(documents))
    raise Refused('not_recognised', format=opened.kind)


def _first(each) -> str:
    texts = each.texts if isinstance(each, tables.Found) else [column.text for column in each.columns]
    return next((text for text in texts if text), '')
