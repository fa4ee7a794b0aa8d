"""A button is there only where it does something."""

from tests.integration.money.common import FileCase


class TestScreens(FileCase):
    def test_accepting_all_is_offered_while_there_is_something_to_accept(self):
        """A line with a question is no proposal: its payment offers to decide, not to accept."""
        self.invoice("INV/1001", 100)
        self.env["amazon.vendor.match.rule"]._for_company(self.company_us)["exact"].needs_person = True
        both = self.remittance({"number": "INV1001", "paid": 100}, {"number": "NOBODY", "paid": 5}, name="PAY1")
        question = self.remittance({"number": "NOBODY", "paid": 5}, name="PAY2")
        self.match(both, question)
        both, question = self.payment("PAY1"), self.payment("PAY2")
        self.assertEqual((both.needs_me_count, both.acceptable_count), (2, 1))
        self.assertEqual((question.needs_me_count, question.acceptable_count), (1, 0))

        both.action_accept_all()

        self.assertEqual((both.needs_me_count, both.acceptable_count), (1, 0))
