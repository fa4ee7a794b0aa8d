"""Open a remittance as the web client does: its form, the first page of its lines, their number, their classes."""

from ast import literal_eval
from functools import partial
from statistics import median

from lxml import etree

from benchmarks.harness.inside import Meter

LIST_LIMIT, SUBLIST_LIMIT, COUNT_LIMIT = 80, 40, 10_001  # as the web client asks
TIMES = 5


def open_largest(work, user):
    """Return what a person waits for who opens the remittance with most lines: milliseconds, and queries."""
    with work.environment() as system:
        env = acting_as(system, user)
        remittance = env["amazon.vendor.remittance"].search([], order="line_count desc", limit=1)
        opened = {name: _cost(env, look_up) for name, look_up in _look_ups(remittance).items()}
        return {
            "opened_lines": remittance.line_count,
            "open_ms": sum(ms for ms, _queries in opened.values()),
            "open_queries": sum(queries for _ms, queries in opened.values()),
            **{f"open_{name}_ms": ms for name, (ms, _queries) in opened.items()},
        }


def acting_as(env, login):
    """Return the environment of a person who has all of their companies ticked in the company menu."""
    person = env["res.users"].search([("login", "=", login)])
    return env(user=person.id, su=False, context={"allowed_company_ids": person.company_ids.ids})


def _look_ups(remittance):
    lines = remittance.env["amazon.vendor.remittance.line"]
    domain = [("remittance_id", "in", remittance.ids)]
    form, columns = specification(remittance, "form"), specification(lines, "list")
    return {
        "form": partial(remittance.web_read, form),
        "lines": lambda: lines.web_search_read(domain, columns, limit=LIST_LIMIT, count_limit=COUNT_LIMIT),
        "last_lines": lambda: lines.web_search_read(
            domain, columns, offset=max(remittance.line_count - LIST_LIMIT, 0), limit=LIST_LIMIT),
        "needs_me": lambda: lines.web_search_read(
            [*domain, ("needs_me", "=", True)], columns, limit=LIST_LIMIT, count_limit=COUNT_LIMIT),
        "count": lambda: lines.search_count(domain),
        "classes": lambda: lines.web_read_group(domain, ["line_class"], ["__count", "paid:sum"], limit=LIST_LIMIT),
    }


def _cost(env, look_up):
    """Return the milliseconds of processor time, the median of some times, and the queries."""
    look_up()
    spent = []
    for _time in range(TIMES):
        env.invalidate_all()
        meter = Meter()
        meter.watch(env.cr)
        meter.restart()
        look_up()
        spent.append(meter.spent())
    return (
        median(1000 * (each["wall"] if each["database"] is None else each["cpu"] + each["database"]) for each in spent),
        spent[-1]["queries"],
    )


def specification(model, view):
    """Return what the client asks for to draw a view: its fields, and those of the lists in it."""
    return _asked(model, etree.fromstring(model.get_view(view_type=view)["arch"]))


def _asked(model, arch):
    """Return the fields below a node, but not those of lists in it."""
    depth = len(arch.xpath("ancestor-or-self::field"))
    asked = {}
    for node in arch.xpath(".//field"):
        if len(node.xpath("ancestor::field")) > depth:
            continue
        field = model._fields[node.get("name")]
        if field.type == "many2one":
            asked[field.name] = {"fields": {"display_name": {}}}
        elif field.type in ("one2many", "many2many"):
            asked[field.name] = {"fields": _columns(model.env[field.comodel_name], node), "limit": SUBLIST_LIMIT}
        else:
            asked[field.name] = {}
    return asked


def _columns(model, node):
    """Return the fields of a list in a form: its own, or those of the view that its context names."""
    if len(node):
        return _asked(model, node)
    if node.get("widget"):  # tags, activities, followers: they ask for names
        return {"display_name": {}}
    context = literal_eval(node.get("context", "{}"))
    return specification(model.with_context(**context), "list")
