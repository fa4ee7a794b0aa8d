"""Say in few numbers what a database holds of ours, and what differs between two of them."""

from contextlib import closing

# What orders become in Odoo: with the tables that carry a column of ours, everything an update must leave alone.
DOCUMENTS = ("stock_move", "stock_move_line", "stock_quant", "mail_activity")
OWN, ROW = "amazon_vendor_", "*"
# Filling a new column counts as writing.
BOOKKEEPING = ("write_date", "write_uid")

COLUMNS = """
    SELECT table_name, array_agg(column_name::text ORDER BY column_name)
      FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
     GROUP BY table_name
    HAVING starts_with(table_name, %(own)s) OR bool_or(starts_with(column_name, %(own)s))
        OR table_name = ANY(%(documents)s)
"""


def of(server, database):
    """Return {table: {"rows": how many, "columns": {column: a hash of all its values}}}."""
    import psycopg2  # only there in the host's environment, where this runs

    with (
        closing(psycopg2.connect(dbname=database, **server.arguments)) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(COLUMNS, {"own": OWN, "documents": list(DOCUMENTS)})
        return {table: _of_table(cursor, table, columns) for table, columns in cursor.fetchall()}


def _of_table(cursor, table, columns):
    # A table between two others has no id: its rows are hashed whole.
    hashed = [column for column in columns if column not in BOOKKEEPING] if "id" in columns else [ROW]
    sums = ", ".join(f"sum(hashtextextended({_value(column)}, 0)::numeric)::text" for column in hashed)
    cursor.execute(f'SELECT count(*), {sums} FROM "{table}" AS t')  # noqa: S608 (names out of the catalogue)
    rows, *values = cursor.fetchone()
    return {"rows": rows, "columns": dict(zip(hashed, values, strict=True))}


def _value(column):
    return "t::text" if column == ROW else f'concat(id, "{column}" IS NULL, "{column}")'


def differences(before, after, on_purpose=()):
    """Return a sentence for every table and column, there before and after, whose contents are not the same."""
    found = []
    for table, old in sorted(before.items()):
        new = after.get(table, {"rows": 0, "columns": {}})
        if table in on_purpose:
            continue
        if old["rows"] != new["rows"]:
            found.append(f"{table}: of {old['rows']} rows there are {new['rows']}")
            continue
        found += [
            f"{table}.{column}: its contents are not the same"
            for column in sorted(old["columns"].keys() & new["columns"].keys())
            if old["columns"][column] != new["columns"][column] and f"{table}.{column}" not in on_purpose
        ]
    return found
