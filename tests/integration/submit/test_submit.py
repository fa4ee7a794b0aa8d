"""Answers go out once, are followed to their end, and never twice with different words."""

from unittest.mock import patch

from odoo.addons.acorn_vendor_connector.spapi.client import Client
from odoo.tools import mute_logger

from tests.amazon_models import TRANSACTION_STATUS, VENDOR_ORDERS, sandbox_cases

from .common import STATUS, SUBMIT, TRANSACTION, SubmitCase


class TestSubmit(SubmitCase):
    def test_an_answer_is_archived_before_a_byte_leaves_and_accepted_in_the_end(self):
        message = self.build()
        self.assertEqual((message.state, message.version, message.direction), ("built", 1, "outbound"))
        self.assertEqual(self.bytes_of(message.page_id), {"acknowledgements": [self.answer()]})
        self.assertEqual(len(self.simulator.requests), 0)
        self.submit()
        self.assertEqual((message.state, message.attempts), ("submitted", 1))
        self.assertEqual(self.bytes_of(message.answer_page_id)["payload"]["transactionId"], message.transaction_id)
        self.settle(minutes=1)
        self.assertEqual((message.state, message.is_inferred, message.error_message), ("accepted", False, False))
        self.assertEqual(self.at_amazon(), [self.answer()])
        self.assertEqual((self.asked(SUBMIT), self.asked(TRANSACTION), self.asked(STATUS)), (1, 1, 0))
        self.assertTrue(message.settled_at)

    def test_the_message_shows_what_was_said(self):
        self.assertIn(self.order.number, self.build().payload)

    def test_what_amazon_rejects_says_why(self):
        message = self.build(self.answer(accepted=10) | {"purchaseOrderNumber": "NOBODYS1"})
        self.submit()
        self.settle(minutes=1)
        self.assertEqual((message.state, message.error_kind), ("rejected", "rule"))
        self.assertIn("INVALID_ORDER_ID: Invalid order ID NOBODYS1.", message.error_message)
        self.assertIn("send it again", message.error_message)

    def test_what_amazon_does_not_accept_fails_at_once_and_goes_again_when_a_person_says_so(self):
        self.simulator.faults.add(SUBMIT, "http_400")
        message = self.build()
        self.submit()
        self.assertEqual((message.state, message.error_kind), ("failed", "data"))
        self.assertIn("did not accept", message.error_message)
        self.assertEqual(message.answer_page_id.status, 400)
        self.submit()
        self.assertEqual(self.asked(SUBMIT), 1)
        message.with_user(self.manager).action_retry()
        self.submit()
        self.assertEqual((message.state, message.attempts), ("submitted", 2))

    def test_too_many_calls_wait_as_long_as_amazon_wants_and_trouble_nobody(self):
        self.simulator.faults.add(SUBMIT, "http_429")
        message = self.build()
        self.submit()
        self.assertEqual((message.state, message.error_kind), ("built", "throttled"))
        self.assertGreater(message.retry_at, self.now)
        self.submit()
        self.assertEqual(self.asked(SUBMIT), 1)
        self.pass_time(minutes=30)
        self.submit()
        self.assertEqual(message.state, "submitted")

    def test_an_access_token_that_has_expired_on_the_way_is_replaced_and_nobody_notices(self):
        self.simulator.faults.add(SUBMIT, "expired_token")
        message = self.build()
        self.submit()
        self.assertEqual((message.state, message.error_kind), ("submitted", False))
        self.settle(minutes=2)
        self.assertEqual((self.asked(SUBMIT), len(self.at_amazon())), (2, 1))

    def test_no_right_shows_on_the_account_and_the_answer_waits(self):
        self.simulator.faults.add(SUBMIT, "http_403", times=2)
        message = self.build()
        self.submit()
        self.assertEqual((message.state, message.error_kind), ("built", "authorisation"))
        self.assertEqual(self.account.error_kind, "authorisation")

    def test_a_paused_account_sends_nothing(self):
        self.account.action_pause()
        message = self.build()
        self.submit()
        self.assertEqual((message.state, self.asked(SUBMIT)), ("built", 0))

    def test_an_answer_whose_arrival_nobody_heard_of_is_read_back_and_not_sent_again(self):
        self.simulator.faults.add(SUBMIT, "timeout_after", seconds=1)
        message = self.build()
        with patch.dict(Client.__init__.__kwdefaults__, timeout=(2, 0.3)):
            self.submit()
        self.wait_until(lambda: self.asked(SUBMIT))  # Amazon's side ends a moment after ours
        self.assertEqual((message.state, message.transaction_id), ("unknown", False))
        self.assertIn("Nobody knows yet", message.error_message)
        self.settle(minutes=2)
        self.assertEqual((message.state, message.is_inferred), ("accepted", True))
        self.assertEqual(message.answer_page_id.operation, STATUS)
        self.assertEqual((self.asked(SUBMIT), self.asked(STATUS)), (1, 1))
        self.assertEqual(self.at_amazon(), [self.answer()])

    def test_an_answer_that_never_arrived_goes_again_word_for_word_after_half_an_hour(self):
        self.simulator.faults.add(SUBMIT, "cut_before")
        message = self.build()
        self.submit()
        self.assertEqual(message.state, "unknown")
        self.settle(minutes=5)
        self.assertEqual((message.state, self.asked(SUBMIT)), ("unknown", 1))
        self.settle(minutes=30)
        self.assertEqual(message.state, "built")
        self.submit()
        self.settle(minutes=2)
        self.assertEqual((message.state, message.attempts), ("accepted", 2))
        self.assertEqual(self.at_amazon(), [self.answer()])

    def test_what_never_arrives_is_a_persons_in_the_end(self):
        self.simulator.faults.add(SUBMIT, "cut_before", times=None)
        message = self.build()
        for _ in range(5):
            self.submit()
            self.settle(minutes=31)
        self.assertEqual((message.state, message.attempts, message.retry_at), ("unknown", 5, False))
        self.assertIn("Look it up in Vendor Central", message.error_message)
        self.settle(days=1)
        self.submit()
        self.assertEqual(self.asked(SUBMIT), 5)
        self.simulator.faults.clear()
        message.with_user(self.manager).action_retry()
        self.submit()
        self.assertEqual(message.state, "submitted")

    def test_a_worker_that_died_while_it_sent_leaves_a_question_not_a_second_answer(self):
        message = self.build()
        message._set_out()
        self.assertEqual((message.state, message.attempts), ("sending", 1))
        self.settle()
        self.submit()
        self.assertEqual((message.state, self.asked(SUBMIT)), ("sending", 0))
        self.settle(minutes=6)
        self.assertEqual(message.state, "unknown")

    def test_processing_for_ever_is_accepted_once_amazon_shows_what_we_said(self):
        self.simulator.world.transactions.plan("Processing")
        message = self.build()
        self.submit()
        self.settle(minutes=10)
        self.assertEqual((message.state, self.asked(STATUS)), ("submitted", 0))
        self.settle(minutes=21)
        self.assertEqual((message.state, message.is_inferred), ("accepted", True))

    def test_how_long_amazon_may_process_is_a_setting(self):
        self.simulator.world.transactions.plan("Processing")
        self.env["res.config.settings"].create({"amazon_vendor_processing_minutes": 120}).execute()
        message = self.build()
        self.submit()
        self.settle(minutes=100)
        self.assertEqual((message.state, self.asked(STATUS)), ("submitted", 0))
        self.settle(minutes=61)
        self.assertEqual((message.state, message.is_inferred), ("accepted", True))

    def test_processing_for_ever_is_not_accepted_while_amazon_shows_something_else(self):
        self.simulator.world.transactions.plan("Processing")
        message = self.build()
        self.submit()
        self.order.answered.clear()
        self.simulator.world.catch_up()
        self.settle(seconds=61)
        self.order.answered = {"1": {"Accepted": 3, "Rejected": 7}, "2": {"Accepted": 4}}
        self.settle(minutes=40)
        self.assertEqual((message.state, message.is_inferred), ("submitted", False))
        self.assertGreater(message.retry_at, self.now)

    def test_a_newer_answer_takes_the_place_of_one_that_has_not_left(self):
        first = self.build(self.answer(accepted=8))
        second = self.build(self.answer(accepted=9))
        self.assertEqual((first.state, second.state, second.version), ("superseded", "built", 2))
        self.submit()
        self.settle(minutes=1)
        self.assertEqual(self.at_amazon(), [self.answer(accepted=9)])

    def test_a_newer_answer_does_not_overtake_the_one_that_is_on_its_way(self):
        first = self.build(self.answer(accepted=8))
        first._set_out()
        second = self.build(self.answer(accepted=9))
        self.submit()
        self.assertEqual((first.state, second.state, self.asked(SUBMIT)), ("sending", "built", 0))
        self.settle(minutes=6)
        self.submit()
        self.assertEqual((first.state, second.state), ("unknown", "submitted"))
        self.settle(minutes=31)
        self.assertEqual((first.state, second.state), ("superseded", "accepted"))
        self.assertEqual(self.at_amazon(), [self.answer(accepted=9)])

    def test_many_answers_wake_each_lane_once(self):
        answers = [self.answer(order=self.place_order()) for _ in range(3)]
        self.assertEqual(self.triggers_of(answers), 2)

    def test_what_is_built_after_a_rollback_wakes_the_lanes_all_the_same(self):
        answers = [self.answer(order=self.place_order()) for _ in range(2)]
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.build(answers[0])
            raise ZeroDivisionError
        self.assertEqual(self.triggers_of(answers[1:]), 2)

    def triggers_of(self, answers):
        """Build answers in one transaction; return how often that wakes a lane that sends."""
        lanes = self.env["amazon.vendor.message"]._lanes("submit")
        wanted = [("cron_id", "in", lanes.ids)]
        before = self.env["ir.cron.trigger"].search_count(wanted)
        for answer in answers:
            self.build(answer)
        return self.env["ir.cron.trigger"].search_count(wanted) - before

    def test_the_same_answer_is_not_built_twice(self):
        first = self.build()
        self.assertEqual(self.build(), first)
        self.submit()
        self.assertEqual(self.build(), first)
        self.assertEqual(self.asked(SUBMIT), 1)

    def test_the_first_refusal_to_answer_ends_the_questions_of_the_round(self):
        orders = [self.order, self.place_order(), self.place_order()]
        sent = [self.build(self.answer(order=order)) for order in orders]
        self.submit()
        self.simulator.faults.add(TRANSACTION, "http_429")
        self.settle(minutes=1)
        self.assertEqual(self.asked(TRANSACTION), 1)
        self.assertEqual({message.state for message in sent}, {"submitted"})
        self.assertGreater(min(message.retry_at for message in sent), self.now)
        self.settle(minutes=30)
        self.assertEqual({message.state for message in sent}, {"accepted"})

    def test_what_cannot_be_sent_fails_alone(self):
        poison = self.build()
        self.env.cr.execute("DELETE FROM amazon_vendor_page_body WHERE page_id = %s", [poison.page_id.id])
        other = self.place_order()
        good = self.build(self.answer(order=other))
        with mute_logger("odoo.addons.acorn_vendor_connector.models.amazon_vendor_message_submit"):
            self.submit()
        self.assertEqual((poison.state, poison.error_kind, good.state), ("failed", "internal", "submitted"))
        self.assertIn("Press Retry", poison.error_message)

    def test_an_answer_that_cannot_be_used_says_so_and_is_asked_for_again(self):
        message = self.build()
        message._set_out()
        self.settle(minutes=6)
        self.env.cr.execute("DELETE FROM amazon_vendor_page_body WHERE page_id = %s", [message.page_id.id])
        with mute_logger("odoo.addons.acorn_vendor_connector.models.amazon_vendor_message_settle"):
            self.settle(minutes=6)
        self.assertEqual((message.state, message.error_kind), ("unknown", "internal"))
        self.assertIn("tried again by itself", message.error_message)
        self.assertGreater(message.retry_at, self.now)

    def test_lost_messages_and_open_ones_are_settled_side_by_side(self):
        lost = self.build()
        lost._set_out()
        other = self.place_order()
        sent = self.build(self.answer(order=other))
        self.submit()
        self.settle(minutes=6)
        self.assertEqual((lost.state, sent.state), ("unknown", "accepted"))

    def test_an_answer_is_no_document_to_receive(self):
        message = self.build()
        with self.committing() as env:
            env["amazon.vendor.message"]._cron_receive_messages()
        self.assertEqual(message.state, "built")

    # ------------------------------------------------------------------ Amazon's own sandbox

    def play(self, operation, case, times=1):
        """Let Amazon answer the operation as its sandbox does."""
        self.simulator.faults.add(operation, "canned", times=times, status=case.status, document=case.response)

    def test_what_amazons_sandbox_takes_is_submitted_under_the_name_it_gives_and_what_it_refuses_says_why(self):
        found = []
        for case in sandbox_cases(VENDOR_ORDERS, SUBMIT):
            self.play(SUBMIT, case)
            message = self.build(self.answer(order=self.place_order()))
            self.submit()
            found.append((case.status, message.state, message.transaction_id))
        transaction = "20190827182357-8725bde9-c61c-49f9-86ac-46efd82d4da5"
        self.assertEqual(
            found,
            [
                (202, "submitted", transaction),
                (202, "submitted", f"mock-TransactionId-{transaction}"),
                (400, "failed", False),
            ],
        )
        self.assertIn("The content of element 'sellingParty' is not complete.", message.error_message)

    def test_what_became_of_an_answer_is_read_and_a_refused_question_leaves_it_open(self):
        found = []
        for case in sandbox_cases(TRANSACTION_STATUS, TRANSACTION):
            message = self.build(self.answer(order=self.place_order()))
            self.submit()
            self.play(TRANSACTION, case)
            self.settle(minutes=2)
            found.append((case.status, message.state))
            message.sudo().state = "accepted"  # out of the way of the next case
        self.assertEqual(
            found, [(200, "submitted"), (200, "rejected"), (200, "submitted"), (400, "submitted")]
        )
        refused = self.messages.filtered("error_message")
        self.assertIn("INVALID_ORDER_ID: Invalid order ID.", refused.error_message)

    def test_a_status_of_another_order_than_ours_settles_nothing(self):
        self.simulator.world.transactions.plan("Processing")
        message = self.build()
        self.submit()
        for case in sandbox_cases(VENDOR_ORDERS, STATUS):
            self.play(STATUS, case)
            self.settle(minutes=40)
            self.assertEqual(message.state, "submitted", case.status)
        self.assertEqual(len(self.simulator.requests.select(operation=STATUS, fault="canned")), 3)


class TestRates(SubmitCase):
    """Amazon counts: ten calls a second, twenty questions at once."""

    simulator_options = {"scenario": "empty", "rate_factor": 1.0}

    def test_many_answers_stay_within_amazons_rates(self):
        sent = [self.build(self.answer(order=self.place_order())) for _ in range(30)]
        for _ in range(3):  # one that comes a moment too early is put off
            self.submit()
            self.settle(minutes=1)
        self.assertEqual({message.state for message in sent}, {"accepted"})
        self.assertEqual(self.simulator.requests.count(operation=SUBMIT, status=202), 30)
        self.assertLessEqual(self.simulator.requests.count(status=429), 3)
