"""A person changes a proposal and gives it, and nothing is given that must not be."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError

from tests.integration.answers.common import AnswerCase


class TestGive(AnswerCase):
    """A person sends the answers; ten mugs are ordered and a hundred in stock."""

    policy = {"answer_policy": "ask"}

    def setUp(self):
        super().setUp()
        self.order = self.place()
        self.answer = self.order.acknowledgement_id.with_user(self.warehouse)

    def messages(self):
        return self.env["amazon.vendor.message"].sudo().search_count([("direction", "=", "outbound")])

    def assert_refused(self, words, order=None):
        """Sending the proposal is refused in these words, and nothing is built."""
        answer = (order or self.order).acknowledgement_id.with_user(self.warehouse)
        before = self.messages()
        self.env.invalidate_all()
        self.assertRegex(answer.problem_text, words)
        with self.assertRaisesRegex(UserError, words):
            answer.action_send()
        self.assertEqual((answer.state, self.messages()), ("draft", before))

    def split(self, *parts):
        """Let a person answer the line in these parts."""
        line = self.answer.line_ids.line_id
        self.answer.line_ids.unlink()
        self.answer.write({"line_ids": [(0, 0, {"line_id": line.id, **part}) for part in parts]})

    def test_a_person_splits_a_line_and_sends_it(self):
        self.split(
            {"code": "accepted", "quantity": 6},
            {"code": "backordered", "quantity": 3, "promised_on": date(2026, 3, 20)},
            {"code": "rejected", "quantity": 1, "rejection_reason": "unavailable"},
        )
        self.assertFalse(self.answer.problem_text)
        self.assertEqual(self.answer.edited_by_id, self.warehouse)
        self.answer.action_send()
        message = self.answer.sudo().message_id
        item, = message.page_id._payloads(message)[message.id]["items"]
        self.assertEqual(item["netCost"], {"amount": "10.00", "currencyCode": "USD"})
        self.assertEqual(
            [
                (part["acknowledgementCode"], part["acknowledgedQuantity"]["amount"], part.get("scheduledShipDate"))
                for part in item["itemAcknowledgements"]
            ],
            [("Accepted", 6, None), ("Backordered", 3, "2026-03-21T06:59:59Z"), ("Rejected", 1, None)],
        )
        self.assertEqual(item["itemAcknowledgements"][2]["rejectionReason"], "TemporarilyUnavailable")
        with self.assertRaisesRegex(UserError, "already given"):
            self.answer.action_send()
        self.assertEqual(self.messages(), 1)
        with self.assertRaisesRegex(AccessError, "already given"):
            self.answer.line_ids[:1].quantity = 5

    def test_more_or_less_than_was_ordered_is_refused(self):
        self.answer.line_ids.quantity = 11
        self.assert_refused("Amazon ordered 10 Eaches, the answer adds up to 11")
        self.answer.line_ids.quantity = 9
        self.assert_refused("adds up to 9")
        self.answer.line_ids.quantity = 0
        self.assert_refused("whole Eaches above 0")
        self.answer.line_ids.unlink()
        self.assert_refused("Line 1 has no answer")

    def test_dates_in_the_past_or_far_away_are_refused(self):
        self.split({"code": "backordered", "quantity": 10, "promised_on": date(2026, 3, 1)})
        self.assert_refused("promised for 2026-03-01, which has passed")
        self.answer.line_ids.promised_on = date(2026, 5, 1)
        self.assert_refused("possible is 2026-03-10 to 2026-04-11")
        self.answer.line_ids.promised_on = False
        self.assert_refused("has no date")

    def test_a_rejection_says_why_and_nothing_else_does(self):
        self.split({"code": "rejected", "quantity": 10})
        self.assert_refused("state why you reject")
        self.answer.line_ids.write({"code": "accepted", "rejection_reason": "obsolete"})
        self.assert_refused("only for what you reject")

    def test_an_order_that_amazon_changed_meanwhile_is_refused_as_it_was_answered(self):
        line = self.order.line_ids.sudo()
        line.quantity = 12
        self.assert_refused("it orders 12 Eaches, this answers 10 Eaches")
        line.write({"unit": "cases", "unit_size": 6})
        self.assert_refused("another unit")
        line.quantity = 0
        self.assert_refused("Amazon cancelled 4Z32PABC")
        line.quantity = 10
        self.order.sudo().amazon_state_stated = "Closed"
        self.assert_refused("Amazon closed 4Z32PABC")

    def test_a_persons_proposal_stays_until_amazon_changes_the_order(self):
        self.answer.line_ids.write({"code": "rejected", "rejection_reason": "unavailable"})
        self.order._receive_again()
        self.receive()
        self.propose()
        self.assertEqual(self.order.acknowledgement_id, self.answer)
        self.place(self.changed(self.document(), items=[self.item(quantity=12)]))
        self.assertEqual(self.answer_of(self.order), "1: accepted 12")
        self.assertEqual(self.order.acknowledgement_ids.mapped("state"), ["draft", "replaced"])

    def test_the_same_proposal_is_not_written_twice(self):
        self.order._receive_again()
        self.receive()
        self.assertTrue(self.order.to_propose)
        self.propose()
        self.assertEqual((self.order.acknowledgement_ids, self.order.to_propose), (self.answer, False))

    def test_proposing_again_throws_away_what_a_person_changed(self):
        self.answer.line_ids.write({"code": "rejected", "rejection_reason": "unavailable"})
        self.answer.action_propose_again()
        self.assertEqual(self.order.answer_state, "due")
        self.propose()
        self.assertEqual(self.answer_of(self.order), "1: accepted 10")

    def test_nothing_is_sent_where_another_channel_speaks(self):
        self.code.write({"answer_channel": "hand", "answer_policy": "free"})
        other = self.place(number="OTHER001")
        self.assertEqual((self.looks_of(other), other.answer_state), ([], "proposed"))
        answer = other.acknowledgement_id.with_user(self.warehouse)
        with self.assertRaisesRegex(UserError, "nothing is sent from here"):
            answer.action_send()
        answer.action_give()
        self.assertEqual((other.answer_state, other.answer_due), ("given", False))
        self.assertEqual((other.given_acknowledgement_id, answer.sent_by_id), (answer, self.warehouse))
        self.assertEqual(self.messages(), 0)
        self.code.answer_channel = "api"
        with self.assertRaisesRegex(UserError, "press Send"):
            self.answer.action_give()

    def test_what_was_rejected_stays_rejected_and_late_corrections_change_only_dates(self):
        self.split(
            {"code": "accepted", "quantity": 6}, {"code": "rejected", "quantity": 4, "rejection_reason": "unavailable"}
        )
        self.answer.action_send()
        with self.assertRaisesRegex(UserError, "on its way"):
            self.order.with_user(self.warehouse).action_propose_again()
        self.settle(self.order)
        self.order.with_user(self.warehouse).action_propose_again()
        self.propose()
        correction = self.order.acknowledgement_id.with_user(self.warehouse)
        self.assertEqual(self.answer_of(self.order), "1: accepted 6, rejected 4 (unavailable)")
        accepted, rejected = correction.line_ids
        rejected.unlink()
        accepted.quantity = 10
        self.assert_refused("4 of line 1 were rejected before")
        accepted.write({"code": "rejected", "rejection_reason": "unavailable"})
        self.assertFalse(correction.problem_text)
        self.order.sudo().ordered_at = "2026-02-28 11:00:00"
        self.env.invalidate_all()
        self.assert_refused("within 48 hours")

    def test_closed_and_unknown_orders_are_not_proposed_again(self):
        self.order.sudo().amazon_state_stated = "Closed"
        with self.assertRaisesRegex(UserError, "nothing to answer"):
            self.order.with_user(self.warehouse).action_propose_again()
        earlier = self.place(self.document("EARLIER1", purchaseOrderDate="2025-12-01T08:00:00Z"))
        with self.assertRaisesRegex(UserError, "before vendor code ACRN1 went live"):
            earlier.with_user(self.warehouse).action_propose_again()

    def test_an_order_of_another_company_is_answered_by_nobody_here(self):
        self.warehouse.write({"company_id": self.company_de.id, "company_ids": [(6, 0, self.company_de.ids)]})
        answer = self.answer.with_context(allowed_company_ids=self.company_de.ids)
        for act in (
            answer.action_send,
            answer.action_give,
            answer.action_propose_again,
            lambda: answer.line_ids.write({"quantity": 5}),
        ):
            with self.assertRaises(AccessError):
                act()
        self.assertFalse(self.env["amazon.vendor.message"].sudo().search([("direction", "=", "outbound")]))

    def test_people_change_lines_of_their_stores_and_nothing_else(self):
        answer, other = self.answer, self.place(number="OTHER001")
        with self.assertRaises(AccessError):
            answer.state = "accepted"
        with self.assertRaises(AccessError):
            answer.line_ids.net_cost_stated = "99"
        for nobody in (self.auditor, self.accountant):
            with self.assertRaises(AccessError):
                answer.with_user(nobody).action_send()
            with self.assertRaises(AccessError):
                answer.line_ids.with_user(nobody).quantity = 1
        with self.assertRaises(AccessError):
            answer.line_ids.line_id = other.line_ids
        with self.assertRaisesRegex(ValidationError, "another order"):
            answer.line_ids.create(
                {"acknowledgement_id": answer.id, "line_id": other.line_ids.id, "code": "accepted", "quantity": 10}
            )
        self.warehouse.sudo().amazon_vendor_store_ids = self.store_de
        with self.assertRaises(AccessError):
            answer.line_ids.quantity = 1
