"""Files that come by mail: taken in where nothing has to be asked, otherwise parked for the responsible person."""

import base64

from odoo.addons.mail.tests.common import MailCommon
from odoo.exceptions import AccessError

from tests.integration.money.common import FileCase


class TestMail(FileCase, MailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._init_mail_gateway()
        cls.payee.with_user(cls.manager).write({"alias_name": "remittances.acrnu"})
        cls.payee.alias_domain_id = cls.mail_alias_domain
        cls.accountant.partner_id.email = "anna@example.com"
        cls.payee.message_subscribe(cls.accountant.partner_id.ids)

    def mail(self, *files, sender="anna@example.com", number=1):
        """Let a mail with these (name, bytes) come in, and return the files that are new."""
        before = self.env["amazon.vendor.file"].search([])
        attachments = [(name, body, {}) for name, body in files]
        parts = [
            f'--b\r\nContent-Type: application/octet-stream; name="{name}"\r\n'
            f'Content-Disposition: attachment; filename="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
            f"{base64.b64encode(body).decode()}\r\n" for name, body, _info in attachments
        ]
        text = (
            f"From: {sender}\r\nTo: {self.payee.alias_email}\r\nSubject: Amazon remittance\r\n"
            f"Message-Id: <amazon-{number}@example.com>\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nPlease find attached.\r\n" + "".join(parts) + "--b--\r\n"
        )
        self.env["mail.thread"].with_user(self.env.ref("base.user_root")).message_process(None, text)
        return self.env["amazon.vendor.file"].search([]) - before

    def test_remittance_that_a_follower_mails_is_imported(self):
        body = self.workbook({"number": "730001", "amount": "5.00", "lines": [("X1", "5.00")]})
        with self.mock_mail_gateway():
            file = self.mail(("Payments.csv", body))
        self.assertEqual((file.state, file.payee_id, file.company_id), ("imported", self.payee, self.company_us))
        self.assertEqual(self.payment("730001").line_count, 1)
        self.assertFalse(file.message_ids.attachment_ids)

    def test_strangers_mail_brings_nothing(self):
        body = self.workbook({"number": "730002", "amount": "5.00", "lines": [("X1", "5.00")]})
        with self.mock_mail_gateway():
            self.assertFalse(self.mail(("Payments.csv", body), sender="mallory@example.org"))
        self.assertFalse(self.payment("730002"))

    def test_nobody_passes_for_the_mail_gateway(self):
        body = self.workbook({"number": "730009", "amount": "5.00", "lines": [("X1", "5.00")]})
        for person in (self.warehouse, self.accountant, self.manager):
            files = self.env["amazon.vendor.file"].with_user(person)
            with self.assertRaises(AccessError):
                files.message_new({"attachments": [("Payments.csv", body)]}, {"payee_id": self.payee.id})
        self.assertFalse(self.payment("730009"))

    def test_what_needs_a_person_is_parked_and_the_person_is_asked(self):
        body = b"Payee: STRNG\r\n" + self.workbook({"number": "730003", "amount": "5.00", "lines": [("X1", "5.00")]})
        with self.mock_mail_gateway():
            files = self.mail(("Other.csv", body), ("Statement.pdf", b"%PDF-1.4 x"))
        self.assertEqual(sorted((file.name, file.state, file.reason["code"]) for file in files),
                         [("Other.csv", "parked", "payee_unknown"), ("Statement.pdf", "parked", "pdf")])
        self.assertEqual(files.activity_ids.user_id, self.accountant)
        self.assertEqual(len(files.activity_ids), 2)

    def test_cells_of_a_file_are_text_to_the_person_who_is_asked(self):
        body = self.workbook({"number": "730008", "amount": "5.00", "lines": [("X1", "<a href='https://x.example'>5</a>")]})
        with self.mock_mail_gateway():
            file = self.mail(("Payments.csv", body))
        self.assertEqual(file.reason["code"], "not_a_number")
        self.assertIn("&lt;a href=", file.activity_ids.note)

    def test_each_file_of_a_mail_is_taken_in_once(self):
        one = self.workbook({"number": "730004", "amount": "5.00", "lines": [("X1", "5.00")]})
        two = self.workbook({"number": "730005", "amount": "5.00", "lines": [("X2", "5.00")]})
        with self.mock_mail_gateway():
            self.assertEqual(len(self.mail(("a.csv", one), ("b.csv", two), ("again.csv", one))), 2)
            self.assertFalse(self.mail(("a.csv", one), number=2))

    def test_logo_of_a_signature_is_no_file(self):
        body = self.workbook({"number": "730006", "amount": "5.00", "lines": [("X1", "5.00")]})
        with self.mock_mail_gateway():
            files = self.mail(("logo.png", b"\x89PNG..."), ("Payments.csv", body))
        self.assertEqual(files.mapped("name"), ["Payments.csv"])

    def test_purchase_orders_of_another_company_do_not_come_in_by_this_payees_mail(self):
        for name in ("ACRD1", "ACRG1"):
            account = self.account.copy({"name": f"Germany {name}", "company_id": self.company_de.id})
            self.env["amazon.vendor.code"].create(
                {"account_id": account.id, "name": name, "company_id": self.company_de.id})
        book = self.file(self.ledger(seed=3, invoices=6), "purchase_orders_v1")
        with self.mock_mail_gateway():
            file = self.mail((book.name, book.body))
        self.assertEqual((file.state, file.reason["code"], file.company_id),
                         ("parked", "company_not_yours", self.company_us))

    def test_mail_without_a_file_asks_for_it(self):
        with self.mock_mail_gateway():
            file = self.mail()
        self.assertEqual((file.state, file.reason["code"]), ("parked", "mail_without_file"))

    def test_payment_that_does_not_add_up_asks_the_responsible_person(self):
        body = self.workbook({"number": "730007", "amount": "6.00", "lines": [("X1", "5.00")]})
        with self.mock_mail_gateway():
            self.mail(("Payments.csv", body))
        payment = self.payment("730007")
        self.assertEqual((payment.state, payment.activity_ids.user_id), ("parked", self.accountant))
