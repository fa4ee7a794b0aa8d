"""Why a file, a payment or a line needs a person, in words that say what to do next."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# why a file cannot be read, by the codes of formats/errors.py
FILE_REASONS = {
    "empty": _lt("The file is empty. Download it from Vendor Central once more."),
    "too_large": _lt(
        "The file is too large to be read (%(what)s, at most %(limit)s). Export a shorter time from Vendor Central."
    ),
    "too_many_rows": _lt("The file has more than %(limit)s rows. Export a shorter time from Vendor Central."),
    "zip_bomb": _lt("The file unpacks to far more than a file of Amazon's ever has, so it was not opened."),
    "nested_zip": _lt("The archive contains another archive. Unpack it and import the file that is inside."),
    "several_files": _lt("The archive contains %(count)s files. Unpack it and import them one by one."),
    "password": _lt("The file is protected by a password. Open it, save it without one, and import that."),
    "pdf": _lt(
        "This is a PDF, which only shows numbers. Export the same list from Vendor Central as Excel or CSV."
    ),
    "picture": _lt("This is a picture. Export the list from Vendor Central as Excel or CSV."),
    "broken": _lt("The file is damaged or incomplete (%(what)s). Download it from Vendor Central once more."),
    "not_recognised": _lt(
        "This is none of Amazon's lists that can be read. Export it from Vendor Central again, without changing its "
        "headings. Readable are remittances, deductions, invoices, chargebacks, shortages, price disputes, returns, "
        "co-op lists, X12 820, EDIFACT REMADV and purchase orders."
    ),
    "no_rows": _lt("The file has headings, but no rows. Choose a time with payments and export it again."),
    "formula_without_value": _lt(
        "Row %(row)s of sheet %(sheet)s has a formula without a result (%(heading)s). Open the file in Excel, save "
        "it, and import it again."
    ),
    "not_a_number": _lt(
        "Row %(row)s, column %(heading)s: %(value)s is not a number. Correct the file, or export it again."
    ),
    "not_a_date": _lt(
        "Row %(row)s, column %(heading)s: %(value)s is not a date. Correct the file, or export it again."
    ),
    "contradicting_numbers": _lt(
        "The numbers of this file are written in two ways, such as %(first)s and %(second)s. Export it again, "
        "unchanged."
    ),
    "contradicting_dates": _lt(
        "The dates of this file are written in two ways, such as %(first)s and %(second)s. Export it again, unchanged."
    ),
    "contradicting_payments": _lt(
        "Payment %(number)s stands in this file twice, with different contents. Export each payment by itself."
    ),
    "contradicting_payees": _lt(
        "Payment %(number)s stands in this file for two payees. Export each payee by itself."
    ),
    "no_payment_number": _lt("Row %(row)s does not say to which payment it belongs. Export the file again."),
    "long_number": _lt(
        "%(value)s is longer than the number of any document (%(limit)s characters). Correct the file, or export it "
        "again."
    ),
    "unexpected": _lt(
        "The file could not be read (%(error)s). Give its name to your administrator: the server's log has the details."
    ),
}

# what has to be asked before a file can be read
FILE_QUESTIONS = {
    "ask_date_order": _lt("Dates such as %(example)s can be read in two ways. Say which."),
    "ask_decimal_mark": _lt("Amounts such as %(example)s can be read in two ways. Say which."),
    "ask_heading": _lt("Say which columns hold: %(missing)s."),
    "ask_kind": _lt("The file may be several of Amazon's lists. Say which one it is."),
    "ask_payee": _lt("The file does not say whom Amazon paid. Choose the payee."),
}

# why a file that can be read is not taken in
PAYMENT_REASONS = {
    "payee_unknown": _lt(
        "The file is for payee %(payee)s, which is not known here. If it is yours, add it under Configuration > "
        "Payees, then import the file again."
    ),
    "no_payee_here": _lt(
        "No payee is known here yet that this payment could be for. Add it under Configuration > Payees."
    ),
    "payee_of_other_company": _lt(
        "Payee %(payee)s belongs to %(company)s. Switch to that company, or ask somebody who works for it to import "
        "the file."
    ),
    "payee_differs": _lt(
        "The file is for payee %(payee)s, not for %(chosen)s. Choose the payee that the file names, or another file."
    ),
    "vendor_code_unknown": _lt(
        "The file is for vendor code %(codes)s, which is not known here. Connect it or add it under Configuration > "
        "Vendor Codes; or it is another vendor's file."
    ),
    "vendor_code_of_other_payee": _lt(
        "The file has lines of vendor code %(codes)s, which is paid to another payee than %(payee)s. Choose the "
        "right payee, or correct the vendor code."
    ),
    "numbers_of_other_payee": _lt(
        "None of the %(count)s invoice numbers is in the books of payee %(payee)s, but those of payee %(other)s have "
        "%(found)s of them. Choose that payee if the file is its."
    ),
    "company_not_yours": _lt(
        "The file belongs to %(company)s. Switch to that company, or ask somebody who works for it to import the file."
    ),
    "payment_currency_unknown": _lt(
        "Payment %(number)s is in %(currency)s, a currency that is not known here. Check the file; if it is right, "
        "add the currency under Accounting > Configuration > Currencies."
    ),
    "payment_currency_inactive": _lt(
        "Payment %(number)s is in %(currency)s, which is not active here. Activate the currency under Accounting > "
        "Configuration > Currencies, then import the file again."
    ),
    "future_date": _lt(
        "Payment %(number)s is dated %(date)s, which is in the future. Check how the file writes dates."
    ),
    "amount_too_large": _lt(
        "Payment %(number)s has a line of %(amount)s: no payment has such lines. Check how the file writes amounts."
    ),
    "payment_differs": _lt(
        "Payment %(number)s is already known with another %(field)s: %(known)s, this file says %(incoming)s. Look at "
        "both in Vendor Central, then dismiss the file that is wrong."
    ),
    "overfilled": _lt(
        "Payment %(number)s is already complete: with the lines of this file it would be off by %(over)s. Look at both "
        "in Vendor Central, then dismiss the file that is wrong."
    ),
    "mail_without_file": _lt("A mail came without a file that could be read. Ask its sender for the file."),
    "busy": _lt("Somebody else was working on the same payments when the mail came. Press Go on."),
    "file_known": _lt("%(file)s has the same content and was imported on %(date)s. Nothing is added."),
    "file_known_parked": _lt("%(file)s has the same content and is parked. Go on there."),
    "file_known_elsewhere": _lt("The same content was already imported for a company that you do not work for."),
    "nothing_new": _lt("All payments of this file are known with all their lines. Nothing is added."),
    "orders_known": _lt("The purchase orders of this file are all known from Amazon itself. Nothing is added."),
    "parked_by_person": _lt("Put aside for later. Press Go on to import it."),
    # why a payment does not add up, by the codes of engine/remittances.py
    "lines_missing": _lt(
        "The lines of payment %(number)s lack %(difference)s of its amount. Export the payment with all its lines and "
        "import that: it completes this one."
    ),
    "lines_beyond": _lt(
        "The lines of payment %(number)s are more than its amount, by %(difference)s. Look at the payment in Vendor "
        "Central; a file with a correct amount completes this one."
    ),
    "payment_hidden_lines": _lt(
        "Amazon does not show lines of %(difference)s of payment %(number)s to this login. Export it with a login that "
        "sees all vendor codes and import that: it completes this one."
    ),
    "no_lines": _lt(
        "Payment %(number)s has no lines (%(difference)s). Export the payment with its lines and import that."
    ),
    "no_amount": _lt(
        "The file has lines of payment %(number)s, %(total)s in all, but not the payment itself. Export it with the "
        "list of payments and import that."
    ),
    "no_invoice_amount": _lt(
        "The lines of payment %(number)s add up to %(total)s. What they should add up to in their currency is not "
        "stated. Import the workbook of this payment from Vendor Central."
    ),
    "no_rate": _lt(
        "Payment %(number)s is %(amount)s, its lines are %(total)s in another currency, and no rate is stated. Import "
        "the workbook of this payment from Vendor Central."
    ),
    "rate_differs": _lt(
        "At the stated rate of %(rate)s payment %(number)s would differ by %(difference)s. Look at it in Vendor "
        "Central."
    ),
    "line_currency": _lt(
        "Payment %(number)s has lines in %(currencies)s, but is in %(payment)s. Look at it in Vendor Central."
    ),
}

# remarks about a file
FILE_NOTES = {
    "note_formula": _lt("Cells with formulas were read with the results that were saved."),
    "note_external_link": _lt("Links to other files were not followed."),
    "note_macro": _lt("The macros of the file were not run."),
    "note_hidden_lines": _lt("Amazon hides lines of vendor codes that this login may not see: %(payments)s."),
    "note_hidden_sheet": _lt("The hidden sheet %(sheet)s was not read."),
    "note_extra_sheet": _lt("The sheet %(sheet)s has no list and was not read."),
    "note_extra_table": _lt("A list on sheet %(sheet)s that belongs to nothing was not read: %(heading)s."),
    "note_loose_row": _lt("Row %(row)s stands outside of the lists: %(value)s"),
    "note_lost_digits": _lt("Row %(row)s, %(heading)s: a spreadsheet has dropped digits of %(value)s."),
    "note_mixed_dates": _lt("Some dates were texts, others were not; both were read."),
    "note_total_row": _lt("A row of totals was left out."),
    "note_no_order_date": _lt(
        "%(count)s purchase order(s) have no date, %(number)s for one: they count as placed on the day of the import."
    ),
    "note_total_differs": _lt("%(number)s: %(stated)s is stated, its rows add up to %(total)s."),
    "note_orders_known": _lt("Known from Amazon itself and left alone: %(orders)s."),
    "note_numbers_unknown": _lt("None of the %(count)s invoice numbers is in the books of payee %(payee)s."),
}

# what a person decides about a line
LINE_QUESTIONS = {
    "two_invoices": _lt("Several invoices have the number %(number)s. Choose one."),
    "amount_differs": _lt("The line is %(line)s, the invoice %(invoice)s. Accept it, or choose another invoice."),
    "other_currency": _lt("The line is in %(line)s, the invoice in %(invoice)s. Choose another invoice."),
    "other_customer": _lt("The invoice with this number is another customer's. Choose another invoice."),
    "paid_too_much": _lt(
        "With this line the invoice of %(total)s would be overpaid by %(over)s. Accept it, or choose."
    ),
    "not_found": _lt("No invoice of ours has the number %(number)s. Choose the invoice, or say what the line is."),
    "several_combinations": _lt("Several invoices add up to this line in more than one way. Choose."),
    "only_by_amount": _lt("Only its order and amount speak for it, and not for it alone. Choose the invoice."),
    "hidden_lines": _lt(
        "Amazon does not show these lines to this login. Export the payment with a login that sees all vendor codes "
        "and import that: it takes their place. If nobody sees them, set their class to Hidden."
    ),
    "unknown_line": _lt("Nothing tells what this line is. Say which class it is."),
    "class_unsure": _lt("What tells what this line is contradicts itself. Say which class it is."),
    "no_base_invoice": _lt("The claim is on %(number)s, which is none of our invoices. Choose the invoice."),
    "rivals": _lt("Several lines have an equal claim to the same invoice. Choose."),
    "invoice_reset": _lt("%(invoices)s was reset to draft or cancelled. Choose again, or post it again."),
    "wrong_match": _lt("A person said that %(invoices)s was wrong. Choose the right invoice."),
}

# by what it was found, in the list of evidence
EVIDENCE = {
    "remainder": _lt("What the lines of the payment lack."),
    "person": _lt("A person said what it is."),
    "register": _lt("%(key)s is a number of ours."),
    "alias": _lt("A person said what %(key)s means."),
    "chain": _lt("%(key)s is a number of ours, with %(chain)s appended."),
    "details": _lt("%(key)s stands on another list of Amazon's."),
    "number": _lt("The form of the number: %(text)s (rule %(rule)s)."),
    "type": _lt("The type Amazon states: %(text)s (rule %(rule)s)."),
    "description": _lt("The description: %(text)s (rule %(rule)s)."),
    "positive": _lt("Amazon pays for it, and nothing says that it is anything but an invoice."),
    "nothing": _lt("Nothing tells what it is."),
    "original": _lt("Amazon names the original invoice %(original)s."),
    "rule_alias": _lt("Invoice %(invoice)s, as a person said."),
    "rule_exact": _lt("Invoice %(invoice)s has the same number; its total is %(total)s."),
    "rule_chain": _lt("Invoice %(invoice)s is what the claim is on."),
    "rule_order_amount": _lt("Invoice %(invoice)s is the only one of the purchase order with this amount."),
    "rule_combination": _lt("The invoices %(invoices)s add up to it."),
}

# what speaks against it
AGAINST = {
    "against_several_numbers": _lt("Against it: several numbers of ours may be meant (%(keys)s)."),
    "against_several_lists": _lt("Against it: several lists of Amazon's name it."),
    "against_original": _lt("Against it: Amazon names the original invoice %(text)s."),
    "against_type": _lt("Against it: the type Amazon states, %(text)s."),
    "against_number": _lt("Against it: the form of the number, %(text)s."),
    "against_description": _lt("Against it: the description, %(text)s."),
    "against_type_columns": _lt(
        "Against it: Amazon's own columns, %(type)s and %(description)s, contradict each other."
    ),
    "against_sign": _lt("Against it: the sign of the amount."),
}

MONEY_REASONS = {
    **FILE_REASONS, **FILE_QUESTIONS, **PAYMENT_REASONS, **FILE_NOTES, **LINE_QUESTIONS, **AGAINST,
    **{f"evidence_{code}": sentence for code, sentence in EVIDENCE.items()},
}
