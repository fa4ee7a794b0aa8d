"""What is in the books about Amazon's payments, without ids and times: two runs can be compared by it."""

QUESTIONS = {
    "payments": """
        SELECT payment.name, payment_date, amount, currency.name, is_void, void_reason, has_hidden, version, state,
               balance_state, difference, total, line_count, needs_me_count, matched_count, needs_match, match_error,
               (SELECT array_agg(file.name ORDER BY file.name) FROM amazon_vendor_file_remittance_rel rel
                  JOIN amazon_vendor_file file ON file.id = rel.amazon_vendor_file_id
                 WHERE rel.amazon_vendor_remittance_id = payment.id),
               (SELECT count(*) FROM mail_message WHERE model = 'amazon.vendor.remittance' AND res_id = payment.id)
          FROM amazon_vendor_remittance payment LEFT JOIN res_currency currency ON currency.id = currency_id
      ORDER BY 1""",
    "lines": """
        SELECT payment.name, line.sequence, line.number, line.paid, line.discount, line.is_remainder, line.line_class,
               line.is_reversal, line.match_state, line.permission, line.write_off, line.question->>'code',
               line.needs_me, move.name
          FROM amazon_vendor_remittance_line line JOIN amazon_vendor_remittance payment ON payment.id = remittance_id
     LEFT JOIN account_move move ON move.id = line.move_id
      ORDER BY 1, 2, 3""",
    "matches": """
        SELECT payment.name, line.number, line.sequence, move.name, match.amount, match.state, match.permission,
               match.write_off, rule.code
          FROM amazon_vendor_match match JOIN amazon_vendor_remittance payment ON payment.id = match.remittance_id
          JOIN amazon_vendor_remittance_line line ON line.id = match.line_id
          JOIN account_move move ON move.id = match.move_id
     LEFT JOIN amazon_vendor_match_rule rule ON rule.id = match.rule_id
      ORDER BY 1, 3, 2, 4""",
    "sums": """
        SELECT payment.name, line_class, is_reversal, count(*), sum(line.paid), sum(line.discount)
          FROM amazon_vendor_remittance_line line JOIN amazon_vendor_remittance payment ON payment.id = remittance_id
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
    "files": """
        SELECT name, kind, state, digest, byte_digest, document_count, new_count FROM amazon_vendor_file
      ORDER BY 1""",
    "pages": """
        SELECT file_name, page.digest, size, document_count, (SELECT count(*) FROM amazon_vendor_page_body body
                                                               WHERE body.page_id = page.id)
          FROM amazon_vendor_page page WHERE feed = 'file' ORDER BY 1""",
    "messages": """
        SELECT page.file_name, reference, document_type, version, is_current, message.state, message.digest
          FROM amazon_vendor_message message JOIN amazon_vendor_page page ON page.id = page_id
      ORDER BY 1, 2, 4""",
    "details": "SELECT kind, number, item, amount, balance FROM amazon_vendor_detail ORDER BY 1, 2, 3",
}
# The lines that Amazon states, and what they add up to: to be held against Amazon's own payments.
PAID = """
    SELECT payment.name, count(line.id), COALESCE(sum(line.paid), 0)
      FROM amazon_vendor_remittance payment LEFT JOIN amazon_vendor_remittance_line line
        ON line.remittance_id = payment.id AND line.is_remainder IS NOT TRUE
     GROUP BY 1"""


def rows(cr):
    """Return everything that is in the books, as JSON takes it."""
    return {name: [[_plain(value) for value in row] for row in _asked(cr, text)] for name, text in QUESTIONS.items()}


def paid(cr):
    """Return {payment number: [lines, their sum]}."""
    return {number: [count, f"{total:.2f}"] for number, count, total in _asked(cr, PAID)}


def _asked(cr, question):
    cr.execute(question)
    return cr.fetchall()


def _plain(value):
    return value if value is None or isinstance(value, (bool, int, str, list)) else str(value)
