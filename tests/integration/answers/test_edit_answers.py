"""A person changes what is proposed: one part of a line, its rest, or the lines of many orders at once."""

from odoo.exceptions import UserError
from odoo.tests import Form

from .common import AnswerCase


class TestEditAnswers(AnswerCase):
    """A person sends every answer; there are 100 mugs in New York and no plates."""

    policy = {"answer_policy": "ask"}

    def setUp(self):
        super().setUp()
        self.order, self.other = self.place(
            self.document(
                "EDIT0001",
                items=[
                    self.item(quantity=20),
                    self.item("2", "B000PLATE1", quantity=5, isBackOrderAllowed=False),
                ],
            ),
            self.document("EDIT0002", items=[self.item(quantity=8), self.item("2", "B000PLATE1", quantity=3)]),
        )

    def lines(self, product=None):
        """Return what the warehouse sees of the proposed lines, of all orders or about one product."""
        lines = self.env["amazon.vendor.acknowledgement.line"].with_user(self.warehouse)
        domain = [("order_id", "in", (self.order | self.other).ids)]
        return lines.search(domain + ([("line_id.product_id", "=", product.id)] if product else []), order="id")

    def test_a_lowered_quantity_leaves_a_rest_that_is_backordered_or_rejected(self):
        mugs = self.lines(self.mug)[0]
        mugs.quantity = 14
        self.assertEqual(mugs.unanswered, 6)
        self.assertTrue(self.order.acknowledgement_id.problem_text)
        mugs.action_backorder_rest()
        late = self.lines(self.mug).filtered(lambda line: line.code == "backordered")
        self.assertEqual((late.quantity, late.unanswered, late.promised_on), (6, 0, False))
        late.write({"quantity": 4, "promised_on": "2026-03-20"})
        late.action_reject_rest()
        self.assertEqual(
            self.answer_of(self.order),
            "1: accepted 14, backordered 4 on 2026-03-20, rejected 2 (unavailable); 2: rejected 5 (unavailable)",
        )
        self.assertFalse(self.order.acknowledgement_id.problem_text)
        with self.assertRaisesRegex(UserError, "Everything on this line is answered"):
            late.action_reject_rest()

    def test_the_rest_is_said_while_a_person_is_still_typing(self):
        answer = self.order.acknowledgement_id.with_user(self.warehouse)
        with Form(answer, "acorn_vendor_connector.view_acknowledgement_form") as form:
            self.assertFalse(form.problem_text)
            with form.line_ids.edit(0) as line:
                line.quantity = 14
                self.assertEqual(line.unanswered, 6)
            self.assertIn("14", form.problem_text)
            with form.line_ids.edit(0) as line:
                line.quantity = 20
            self.assertFalse(form.problem_text)

    def test_many_lines_are_answered_at_once_and_a_code_brings_what_belongs_to_it(self):
        plates = self.lines(self.plate)
        self.assertEqual(plates.mapped("code"), ["rejected", "rejected"])
        plates.code = "accepted"
        self.assertEqual(plates.mapped("rejection_reason"), [False, False])
        self.lines(self.mug).code = "rejected"
        self.assertEqual(self.answer_of(self.order), "1: rejected 20 (unavailable); 2: accepted 5")
        self.assertEqual(self.answer_of(self.other), "1: rejected 8 (unavailable); 2: accepted 3")
        self.lines().write({"code": "rejected", "rejection_reason": "obsolete"})
        self.assertEqual(self.answer_of(self.other), "1: rejected 8 (obsolete); 2: rejected 3 (obsolete)")

    def test_lines_of_several_parts_are_accepted_in_full(self):
        mugs = self.lines(self.mug)
        mugs[0].quantity = 14
        mugs[0].action_reject_rest()
        self.lines(self.mug).action_accept_in_full()
        self.assertEqual(self.answer_of(self.order), "1: accepted 20; 2: rejected 5 (unavailable)")
        self.lines().action_reject_in_full()
        self.assertEqual(self.answer_of(self.other), "1: rejected 8 (unavailable); 2: rejected 3 (unavailable)")

    def test_what_was_sent_is_not_changed_any_more(self):
        self.order.acknowledgement_id.with_user(self.warehouse).action_send()
        for change in ("action_accept_in_full", "action_reject_in_full"):
            with self.assertRaises(UserError):
                getattr(self.lines(self.mug)[0], change)()
