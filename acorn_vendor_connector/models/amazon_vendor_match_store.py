"""Write what the engine decided about the lines of a remittance, thousands of them by one statement."""

import json

from odoo.tools import SQL

# (column, its type)
COLUMNS = (
    ("number_key", "text"),
    ("base_key", "text"),
    ("line_class", "text"),
    ("is_reversal", "bool"),
    ("class_rule", "text"),
    ("is_sure", "bool"),
    ("evidence", "jsonb"),
    ("match_state", "text"),
    ("match_rule_id", "int"),
    ("permission", "text"),
    ("write_off", "numeric"),
    ("question", "jsonb"),
    ("needs_me", "bool"),
    ("move_id", "int"),
)
MATCH_COLUMNS = (
    ("line_id", "int"),
    ("move_id", "int"),
    ("amount", "numeric"),
    ("rule_id", "int"),
    ("permission", "text"),
    ("write_off", "numeric"),
)

TYPES = {
    "int": SQL("int"), "text": SQL("text"), "bool": SQL("bool"), "numeric": SQL("numeric"), "jsonb": SQL("jsonb"),
}
# So many lines are written by one statement: memory stays the same however long a payment is.
AT_ONCE = 5000


class MatchStore:
    """Keep the proposals of one remittance: equal ones stay as they are, those that do not hold any more go."""

    def __init__(self, remittance, rule_ids):
        self.env = remittance.env
        self.remittance_id = remittance.id
        self.rule_ids = rule_ids
        self.touched = set()  # invoices of which more or less is paid now

    def keep(self, decided):
        """Write [(line id, key, Classified, Proposal)]; lines that are not among them keep what they have."""
        if not decided:
            return
        self._drop_matches(decided)
        for start in range(0, len(decided), AT_ONCE):
            part = decided[start : start + AT_ONCE]
            self._insert_matches([row for *_line, proposal in part for row in self._match_rows(proposal)])
            self._update_lines([self._line_row(*each) for each in part])

    # ------------------------------------------------------------------ rows

    def _line_row(self, line_id, key, classified, proposal):
        question, state = proposal.question, "none"
        found = bool(proposal.allocations) and question is None
        if question is not None:
            state = "question"
        elif found:
            state = "proposed"
        needs_me = question is not None or (found and proposal.permission == "person")
        stored = question and {
            "code": question.code, "params": question.params, "candidates": proposal.candidates,
        }
        return (
            line_id,
            key or None,
            classified.base_key or None,
            classified.line_class,
            classified.is_reversal,
            classified.rule,
            classified.is_sure,
            {**classified.evidence, "match": proposal.evidence},
            state,
            self.rule_ids.get(proposal.rule) if found else None,
            proposal.permission if found else None,
            proposal.write_off if found else 0,
            stored,
            needs_me,
            proposal.allocations[0][0] if found else None,
        )

    def _match_rows(self, proposal):
        """Return a row for every invoice; the last one carries what is written off, as in the engine.

        Also where there is a question: that is what the line gives if a person says yes.
        """
        last = len(proposal.allocations) - 1
        for turn, (move_id, amount) in enumerate(proposal.allocations):
            yield (
                proposal.line_id,
                move_id,
                amount,
                self.rule_ids.get(proposal.rule),
                proposal.permission,
                proposal.write_off if turn == last else 0,
            )

    # ------------------------------------------------------------------ statements

    def _drop_matches(self, decided):
        """Remove the matches that do not hold any more; a checked one stays as withdrawn, its verdict counts."""
        pairs = [
            (line_id, move_id)
            for line_id, _key, _classified, proposal in decided
            for move_id, _amount in proposal.allocations
        ]
        condition = SQL(
            """line_id = ANY(%s) AND state = 'proposed' AND NOT EXISTS (
                   SELECT FROM unnest(%s::int[], %s::int[]) AS kept (line_id, move_id)
                    WHERE kept.line_id = match.line_id AND kept.move_id = match.move_id)""",
            [line_id for line_id, *_rest in decided],
            [line_id for line_id, _move_id in pairs],
            [move_id for _line_id, move_id in pairs],
        )
        rows = self.env.execute_query(
            SQL("DELETE FROM amazon_vendor_match match WHERE %s AND verdict IS NULL RETURNING move_id", condition)
        ) + self.env.execute_query(
            SQL("UPDATE amazon_vendor_match match SET state = 'withdrawn' WHERE %s RETURNING move_id", condition)
        )
        self.touched.update(move_id for [move_id] in rows)

    def _insert_matches(self, matches):
        if not matches:
            return
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO amazon_vendor_match AS match (
                       line_id, remittance_id, company_id, move_id, move_company_id, currency_id, amount, rule_id,
                       permission, write_off, state, is_automatic, create_uid, write_uid, create_date,
                       write_date)
                   SELECT new.line_id, line.remittance_id, line.company_id, new.move_id, move.company_id,
                          coalesce(line.currency_id, move.currency_id), new.amount, new.rule_id, new.permission,
                          new.write_off, 'proposed', TRUE, %(uid)s, %(uid)s,
                          now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                     FROM %(new)s
                     JOIN amazon_vendor_remittance_line line ON line.id = new.line_id
                     JOIN account_move move ON move.id = new.move_id
                 ORDER BY new.line_id, new.move_id
              ON CONFLICT (line_id, move_id) WHERE state != 'withdrawn' DO UPDATE
                      SET amount = excluded.amount, rule_id = excluded.rule_id, permission = excluded.permission,
                          write_off = excluded.write_off,
                          write_uid = excluded.write_uid, write_date = excluded.write_date
                    WHERE (match.amount, match.rule_id, match.permission, match.write_off) IS DISTINCT FROM
                          (excluded.amount, excluded.rule_id, excluded.permission, excluded.write_off)
                RETURNING match.move_id""",
                uid=self.env.uid,
                new=_table(MATCH_COLUMNS, matches),
            )
        )
        self.touched.update(move_id for [move_id] in rows)

    def _update_lines(self, lines):
        columns = [SQL.identifier(name) for name, _type in COLUMNS]
        self.env.cr.execute(
            SQL(
                """UPDATE amazon_vendor_remittance_line line
                      SET %(assigned)s, write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
                     FROM %(new)s
                    WHERE line.id = new.id AND (%(old)s) IS DISTINCT FROM (%(now)s)""",
                assigned=SQL(", ").join(SQL("%s = new.%s", column, column) for column in columns),
                uid=self.env.uid,
                new=_table((("id", "int"), *COLUMNS), lines),
                old=SQL(", ").join(SQL("line.%s", column) for column in columns),
                now=SQL(", ").join(SQL("new.%s", column) for column in columns),
            )
        )


def _table(columns, rows):
    """Return rows as a table that a statement can read from: one text, as PostgreSQL is slow to parse long arrays."""
    names = [name for name, _type in columns]
    text = json.dumps([dict(zip(names, row, strict=True)) for row in rows], default=_said)
    return SQL(
        "json_to_recordset(%s::json) AS new (%s)",
        text,
        SQL(", ").join(SQL("%s %s", SQL.identifier(name), TYPES[kind]) for name, kind in columns),
    )


def _said(value):
    """Return in what JSON knows what the engine says: decimals and days as they are written."""
    return sorted(value) if isinstance(value, (set, frozenset)) else str(value)
