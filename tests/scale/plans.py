"""Say from PostgreSQL's own plans what a piece of code costs in the database; no clock of ours decides."""

import threading
from contextlib import contextmanager

EXPLAINED = ("SELECT", "WITH", "UPDATE", "INSERT", "DELETE")


def explain(env, work):
    """Run `work` once and return what each of its statements on our tables costs, run once more under EXPLAIN."""
    env.invalidate_all()
    with _statements(env.cr) as statements:
        work()
        env.flush_all()
    return [_cost(env.cr, statement) for statement in statements]


@contextmanager
def _statements(cr):
    """Collect the statements of a block as they went to the server."""
    statements = []

    def hook(cursor, query, params, _start, _delay):
        text = cursor.mogrify(query, params).decode()
        if "amazon_vendor_" in text and text.split(None, 1)[0] in EXPLAINED:
            statements.append(text)

    thread = threading.current_thread()
    before = getattr(thread, "query_hooks", ())
    thread.query_hooks = (*before, hook)
    try:
        yield statements
    finally:
        thread.query_hooks = before


def _cost(cr, statement):
    """Return the plan's use of a statement that has run already: what it writes again is rolled back."""
    with cr.savepoint(flush=False) as savepoint:
        cr.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + statement.replace("%", "%%"), ())  # pylint: disable=sql-injection
        [[[explained]]] = cr.fetchall()
        savepoint.rollback()
    nodes = list(_nodes(explained["Plan"]))
    return {
        "statement": statement,
        "ms": round(explained["Planning Time"] + explained["Execution Time"], 2),
        "buffers": explained["Plan"]["Shared Hit Blocks"] + explained["Plan"]["Shared Read Blocks"],
        "indexes": sorted({node["Index Name"] for node in nodes if "Index Name" in node}),
        "scanned": sorted({node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}),
    }


def _nodes(plan):
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


def total(costs):
    """Sum up what the statements of one look-up cost."""
    return {
        "ms": round(sum(cost["ms"] for cost in costs), 1),
        "slowest_ms": max((cost["ms"] for cost in costs), default=0),
        "buffers": sum(cost["buffers"] for cost in costs),
        "statements": len(costs),
        "index": sorted({index for cost in costs for index in cost["indexes"]}),
        "scanned": sorted({table for cost in costs for table in cost["scanned"]}),
    }
