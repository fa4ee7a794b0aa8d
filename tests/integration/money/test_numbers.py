"""Every posted customer invoice has one key by which Amazon's payments find it, whatever happens to the invoice."""

from tests.integration.money.matching_case import MatchingCase


class TestNumbers(MatchingCase):
    def test_posted_invoice_has_letters_and_digits_of_its_number_in_capitals(self):
        self.assertEqual(self.invoice("inv-us/2026/00017", 100).amazon_vendor_number_key, "INVUS202600017")

    def test_posted_credit_note_has_a_key_too(self):
        credit_note = self.invoice("RINV/7", 100, kind="out_refund")
        self.assertEqual(credit_note.amazon_vendor_number_key, "RINV7")

    def test_draft_has_none(self):
        self.assertFalse(self.invoice("INV/18", 100, post=False).amazon_vendor_number_key)

    def test_vendor_bill_has_none(self):
        self.assertFalse(self.invoice("BILL/19", 100, kind="in_invoice").amazon_vendor_number_key)

    def test_reset_to_draft_takes_the_key_away_and_posting_brings_it_back(self):
        invoice = self.invoice("INV/20", 100)
        invoice.button_draft()
        self.assertFalse(invoice.amazon_vendor_number_key)
        invoice.action_post()
        self.assertEqual(invoice.amazon_vendor_number_key, "INV20")

    def test_cancelled_invoice_has_none(self):
        invoice = self.invoice("INV/21", 100)
        invoice.button_cancel()
        self.assertFalse(invoice.amazon_vendor_number_key)

    def test_renamed_invoice_is_found_by_its_new_number(self):
        invoice = self.invoice("INV/22", 100)
        invoice.name = "INV/2026/22"
        self.assertEqual(invoice.amazon_vendor_number_key, "INV202622")

    def test_copy_does_not_take_the_key_along(self):
        self.assertFalse(self.invoice("INV/23", 100).copy().amazon_vendor_number_key)

    def test_invoices_from_before_the_installation_get_the_same_keys(self):
        made = {
            self.invoice("inv-us/31", 100): "INVUS31",
            self.invoice("ＩＮＶ／３２", 100): "INV32",  # as a Japanese keyboard writes it
            self.invoice("INV é 33", 100): "INV33",
            self.invoice("RINV/34", 100, kind="out_refund"): "RINV34",
            self.invoice("INV/35", 100, post=False): False,
            self.invoice("BILL/36", 100, kind="in_invoice"): False,
        }
        by_orm = {move.name: move.amazon_vendor_number_key for move in made}
        ids = tuple(move.id for move in made)
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET amazon_vendor_number_key = NULL WHERE id IN %s", [ids])
        self.env["account.move"]._amazon_vendor_fill_keys()
        self.env.invalidate_all()
        self.assertEqual([move.amazon_vendor_number_key for move in made], list(made.values()))
        self.assertEqual([by_orm[move.name] for move in made], list(made.values()))
