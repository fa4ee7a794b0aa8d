"""Many answers are sent at once; a person reads first what they promise, what they reject and what stays behind."""

from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import NOW, AnswerCase


class TestSendWizard(AnswerCase):
    """A person sends every answer; there are 100 mugs in New York."""

    policy = {"answer_policy": "ask"}

    def setUp(self):
        super().setUp()
        self.small, self.large = self.place(
            self.document("SMALL001", items=[self.item(quantity=10)]),
            self.document("LARGE001", items=[self.item(quantity=200)], purchaseOrderDate="2026-03-02T09:00:00Z"),
        )

    def ask(self, orders, user=None):
        """Press Send on the answers to these orders; return the wizard that opens."""
        action = orders.acknowledgement_id.with_user(user or self.warehouse).action_open_send()
        return self.env[action["res_model"]].with_user(user or self.warehouse).browse(action["res_id"])

    def states(self, *orders):
        return [order.acknowledgement_id.state for order in orders]

    def test_what_is_promised_and_what_is_rejected_is_said_in_pieces_and_money(self):
        wizard = self.ask(self.small | self.large)
        self.assertEqual(wizard.sendable_count, 2)
        self.assertEqual(wizard.accepted, "100 pieces, $\xa01,000.00")
        self.assertFalse(wizard.backordered)
        self.assertEqual(wizard.rejected, "110 pieces, $\xa01,100.00")

    def test_answers_without_rejections_go_at_one_click(self):
        wizard = self.ask(self.small)
        self.assertFalse(wizard.rejected_line_ids)
        wizard.action_send()
        answer = self.small.acknowledgement_id
        self.assertEqual((answer.state, answer.sent_by_id), ("sending", self.warehouse))
        self.assertEqual(answer.message_id.sudo().state, "built", "nothing is sent inside a web request")

    def test_final_rejections_are_listed_and_need_a_tick(self):
        wizard = self.ask(self.small | self.large)
        [rejected] = wizard.rejected_line_ids
        self.assertEqual((rejected.order_id, rejected.pieces), (self.large, 110))
        with self.assertRaisesRegex(UserError, "Rejections are final"):
            wizard.action_send()
        self.assertEqual(self.states(self.small, self.large), ["draft", "draft"])
        wizard.rejections_are_final = True
        wizard.action_send()
        self.assertEqual(self.states(self.small, self.large), ["sending", "sending"])

    def test_what_cannot_be_sent_stays_behind_with_its_reason_and_the_rest_goes(self):
        self.large.acknowledgement_id.line_ids.filtered(lambda line: line.code == "rejected").unlink()
        wizard = self.ask(self.small | self.large)
        self.assertEqual(wizard.left_out_ids.order_id, self.large)
        self.assertIn("90", wizard.left_out_ids.left_out_text)
        wizard.action_send()
        self.assertEqual(self.states(self.small, self.large), ["sending", "draft"])

        again = self.ask(self.small | self.large)
        self.assertEqual(again.left_out_ids.order_id, self.small | self.large)
        with self.assertRaisesRegex(UserError, "None of these answers can be sent"):
            again.action_send()

    def test_nothing_is_sent_where_another_channel_answers(self):
        self.code.answer_channel = "edi"
        wizard = self.ask(self.small)
        self.assertIn("Answered elsewhere", wizard.left_out_ids.left_out_text)
        with self.assertRaises(UserError):
            wizard.action_send()
        self.assertFalse(self.small.acknowledgement_id.message_id)

    def test_an_answer_that_was_changed_while_a_person_was_reading_is_not_sent(self):
        wizard = self.ask(self.small)
        self.env.cr.execute(
            "UPDATE amazon_vendor_acknowledgement_send SET create_date = create_date - interval '1 minute'"
        )
        wizard.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "SMALL001, answer 1 was changed while you were reading"):
            wizard.action_send()

    def test_a_late_answer_says_so(self):
        self.assertFalse(self.ask(self.small).notes)
        with freeze_time(NOW + timedelta(hours=30)):
            self.assertEqual(
                self.ask(self.small | self.large).notes,
                "Amazon asks for an answer within 24 hours; 2 order(s) are late: SMALL001, LARGE001.",
            )

    def test_a_correction_says_what_it_replaces_and_until_when(self):
        self.ask(self.small).action_send()
        self.settle(self.small)
        self.small.with_user(self.warehouse).action_propose_again()
        self.propose()
        wizard = self.ask(self.small)
        self.assertIn("1 answer(s) correct what Amazon has and take its place: SMALL001.", wizard.notes)
        self.assertNotIn("48 hours have passed", wizard.notes)
        with freeze_time(NOW + timedelta(hours=50)):
            self.assertIn("The 48 hours have passed for SMALL001", self.ask(self.small).notes)

    def test_only_who_may_write_orders_sends_answers(self):
        for user in (self.accountant, self.auditor):
            with self.assertRaises(AccessError):
                self.ask(self.small, user)
        wizard = self.ask(self.small)
        self.warehouse.amazon_vendor_store_ids = self.store_de
        wizard.invalidate_recordset()
        with self.assertRaises(UserError):
            wizard.action_send()
        self.assertEqual(self.states(self.small), ["draft"])
