from tests.integration.answers.common import AnswerCase


class TestPropose(AnswerCase):
    """What is free is accepted, and the answer is on its way without anybody."""

    def test_what_is_in_stock_is_accepted_and_sent(self):
        order = self.place()
        self.assertEqual(self.answer_of(order), "1: accepted 10")
        self.assertEqual(order.answer_state, "sending")
        self.assertEqual(self.looks_of(order), [])
