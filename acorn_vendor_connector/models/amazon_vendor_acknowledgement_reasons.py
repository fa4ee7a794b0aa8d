"""Why a person looks at an answer to a purchase order, and what stands in its way, in words."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

ANSWER_REASONS = {
    # why a person looks at an answer before it is sent
    "policy_asks": _lt("A person sends the answers of this vendor code. Look at the lines, then press Send."),
    "answer_unmapped": _lt("Line %(line)s (%(identifiers)s) has no product here. Map it, or decide yourself."),
    "answer_archived": _lt("The product of line %(line)s (%(identifiers)s) is archived: rejected as obsolete."),
    "answer_not_sellable": _lt(
        "The product of line %(line)s (%(identifiers)s) cannot be sold by this company. Correct the product or its "
        "mapping, or send the rejection."
    ),
    "stock_unknown": _lt(
        "How much of line %(line)s is free is not known: a kit, no store yet, or one without a warehouse. Decide "
        "yourself."
    ),
    "price_undecided": _lt("Price of line %(line)s: not the agreed one. Decide about it under Price Differences."),
    "no_window": _lt("%(number)s has no ship or delivery window. Ask Amazon when the goods are expected."),
    "value_unknown": _lt("The value of %(number)s is not known, so it cannot be compared with your limit."),
    "worth_a_look": _lt("The order is worth %(value)s, more than your limit of %(limit)s."),
    "refused_before": _lt("An earlier answer to this order did not get through. Read why before you send again."),
    "answer_corrects": _lt("Amazon does not wait for an answer: this one would take the place of what you told it."),
    # what stands in the way of an answer
    "already_given": _lt("%(answer)s was already given. Propose a new answer and change that one."),
    "answer_on_its_way": _lt("An answer to %(number)s is on its way. Wait for what Amazon says, then correct it."),
    "answer_of_another_order": _lt("This is the answer to %(answered)s, not to %(number)s. Propose again."),
    "order_without_lines": _lt("The lines of %(number)s are not known yet. Re-read the order."),
    "answer_to_cancelled": _lt("Amazon cancelled %(number)s: there is nothing to answer."),
    "answer_to_closed": _lt("Amazon closed %(number)s and takes no answer any more."),
    "line_unanswered": _lt("Line %(line)s has no answer: Amazon would take it as rejected. Answer it."),
    "line_twice": _lt("Line %(line)s is answered twice. Propose again."),
    "line_unknown": _lt("Amazon's order has no line %(line)s any more. Propose again."),
    "line_cancelled": _lt("Amazon cancelled line %(line)s. Remove it from the answer."),
    "identifiers_differ": _lt("Amazon orders another product on line %(line)s than this answers. Propose again."),
    "backorder_not_allowed": _lt("Amazon allows no backorder of line %(line)s. Accept or reject it."),
    "backorder_without_date": _lt("The backorder of line %(line)s has no date. State when it is delivered."),
    "rejection_reason": _lt("Line %(line)s: state why you reject, and only for what you reject."),
    "date_in_past": _lt("Line %(line)s is promised for %(date)s, which has passed. Choose another day."),
    "date_outside_window": _lt(
        "Line %(line)s is promised for %(date)s; possible is %(first)s to %(last)s. Choose another day."
    ),
    "rejection_final": _lt(
        "%(rejected)s of line %(line)s were rejected before: Amazon never takes that back. Reject as many again."
    ),
    "correction_too_late": _lt(
        "Quantities and prices can be corrected within 48 hours of the order, line %(line)s only in its dates now. "
        "Settle it with Amazon."
    ),
    "unit_differs": _lt(
        "Line %(line)s is ordered as %(ordered)s but answered for %(answered)s: another unit. Propose again."
    ),
    "order_changed_since": _lt(
        "Amazon changed line %(line)s: it orders %(ordered)s, this answers %(answered)s. Propose again."
    ),
    "quantity_not_whole": _lt("Line %(line)s: answer with whole %(unit)s above 0."),
    "quantity_above": _lt("Line %(line)s: Amazon ordered %(ordered)s, the answer adds up to %(answered)s. Lower it."),
    "quantity_below": _lt(
        "Line %(line)s: Amazon ordered %(ordered)s, the answer adds up to %(answered)s. Accept, backorder or reject "
        "the rest."
    ),
    "no_price_to_state": _lt("Line %(line)s has no price to state. Enter the agreed one in the pricelist."),
    "price_basis_differs": _lt(
        "Line %(line)s is answered in another currency or weight than Amazon ordered. Propose again."
    ),
}
