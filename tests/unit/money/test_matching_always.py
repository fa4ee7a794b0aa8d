"""What holds of every match, whatever the books and the remittance."""
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.matching import match
from tests.unit.money.books import (
    PO,
    TODAY,
    candidates,
    classified,
    facts,
    invoice,
    is_invoice,
    run,
    settings,
)

D = Decimal


CENT = st.integers(1, 400).map(lambda cents: D(cents) / 100)


@st.composite
def worlds(draw):
    """Return lines and invoices that get in each other's way."""
    invoices = [
        invoice(each + 1, f'INV{draw(st.integers(1, 6))}', draw(CENT) * draw(st.sampled_from([1, 1, 1, -1])),
                draw(st.sampled_from([(), (PO,), (PO, '9ZZ7T2AB')])), vendor_code=draw(st.sampled_from(['', 'ACRN1'])),
                currency=draw(st.sampled_from(['USD', 'USD', 'USD', 'CAD'])), company_id=draw(st.sampled_from([1, 2])),
                date=TODAY - timedelta(days=draw(st.integers(0, 12))))
        for each in range(draw(st.integers(0, 7)))]
    totals = [each.total for each in invoices] or [D(1)]
    lines = []
    for each in range(draw(st.integers(0, 7))):
        total = draw(st.sampled_from(totals))
        paid = draw(st.sampled_from([total, total - D('0.01'), total / 2, total + draw(st.sampled_from(totals))]))
        lines.append(facts(
            draw(st.sampled_from(['INV1', 'INV2', 'INV3', 'INV1SC', 'INV2SCR', 'LUMP', '6268-1493883845'])),
            round(paid, 2), each + 1, invoice_amount=draw(st.sampled_from([None, total])),
            purchase_order=draw(st.sampled_from(['', PO])), vendor_code=draw(st.sampled_from(['', 'ACRN1'])),
            remaining=draw(st.sampled_from([None, '0']))))
    return lines, invoices


LENIENT = settings(exact={'write_off': D('0.02')}, combination={'write_off': D('0.02')}, chain={'may_post': False})


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_lines_and_of_candidates_does_not_matter(world, chance):
    lines, invoices = world
    expected = {each.line_id: each for each in run(lines, invoices, LENIENT)}
    shuffled, others = list(lines), list(invoices)
    chance.shuffle(shuffled)
    chance.shuffle(others)
    found = run(shuffled, others, LENIENT)
    assert [each.line_id for each in found] == [line.id for line in shuffled]
    assert {each.line_id: each for each in found} == expected


@given(worlds())
def test_no_line_gives_more_or_less_than_it_moves_and_no_invoice_gets_more_than_its_total(world):
    lines, invoices = world
    pairs = classified(lines, *invoices)
    proposals = match(pairs, candidates(*invoices), LENIENT)
    got = {}
    for pair, proposal in zip(pairs, proposals, strict=True):
        if proposal.allocations:
            assert sum(amount for _id, amount in proposal.allocations) == pair[1].allocated(pair[0])
        if is_invoice(pair) and not proposal.question:
            for invoice_id, amount in proposal.allocations:
                got[invoice_id] = got.get(invoice_id, D(0)) + amount
            if proposal.write_off:
                got[proposal.allocations[-1][0]] += proposal.write_off
    for each in invoices:
        assert 0 <= got.get(each.id, D(0)) / each.total <= 1


@given(worlds())
def test_a_question_never_posts_and_an_answer_has_evidence(world):
    for proposal in run(*world, LENIENT):
        if proposal.question:
            assert (proposal.permission, proposal.write_off) == ('person', D(0))
        if proposal.allocations:
            assert proposal.rule
            assert proposal.evidence['rule'] == proposal.rule


@given(worlds(), st.integers(0, 7))
def test_which_remittance_came_first_does_not_matter(world, cut):
    """The lines by their own number of the second remittance, with those of the first proposed, and the other way."""
    lines, invoices = world
    lines = [line for line in lines if line.number.startswith('INV')]
    rules = settings(order_amount=None, combination=None)

    def proposed(some):
        given = {}
        for pair, proposal in zip(classified(some, *invoices), run(some, invoices, rules), strict=True):
            for invoice_id, amount in proposal.allocations if is_invoice(pair) else ():
                given[invoice_id] = given.get(invoice_id, D(0)) + amount
        return [replace(each, proposed=given.get(each.id, D(0))) for each in invoices]

    first, second = lines[:cut], lines[cut:]
    apart = [*run(first, proposed(second), rules), *run(second, proposed(first), rules)]
    assert [(each.line_id, each.allocations, each.question) for each in apart] == [
        (each.line_id, each.allocations, each.question) for each in run(lines, invoices, rules)]
