"""An order is answered within Amazon's 24 hours: people see until when, and are told in their own working time."""

import ast
from datetime import datetime

from freezegun import freeze_time
from lxml import etree
from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from tests.integration.orders.common import OrderCase

MONDAY = "2026-03-02T20:00:00Z"  # 13:00 in Phoenix, 21:00 in Berlin
FRIDAY = "2026-03-06T12:00:00Z"  # 5:00 in Phoenix, 13:00 in Berlin


def week(env, name, zone, company):
    """Return a calendar of five days, 9 to 17."""
    hours = [
        Command.create({"name": day, "dayofweek": day, "hour_from": 9, "hour_to": 17, "day_period": "morning"})
        for day in "01234"
    ]
    return env["resource.calendar"].create(
        {"name": name, "tz": zone, "company_id": company.id, "attendance_ids": [Command.clear(), *hours]}
    )


class TestDeadlines(OrderCase):
    """Vendor code ACRN1 is answered from Phoenix, ACRN2 from Leipzig; nobody has mapped ACRN2's ship-tos."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.phoenix = week(cls.env, "Phoenix", "America/Phoenix", cls.company_us)
        cls.leipzig = week(cls.env, "Leipzig", "Europe/Berlin", cls.company_de)
        cls.chief = cls._make_user("clara.chief", "group_manager")
        cls.code.write({"calendar_id": cls.phoenix.id, "escalation_user_id": cls.chief.id})
        cls.code_de = cls.env["amazon.vendor.code"].create(
            {
                "account_id": cls.account.id,
                "name": "ACRN2",
                "company_id": cls.company_de.id,
                "go_live": datetime(2026, 1, 1),
                "calendar_id": cls.leipzig.id,
            }
        )

    def order_of(self, number, ordered, code="ACRN1", **details):
        return self.document(number, purchaseOrderDate=ordered, sellingParty={"partyId": code}, **details)

    def orders(self, *numbers):
        found = self.env["amazon.vendor.purchase.order"].search([("name", "in", numbers)])
        return found.sorted(lambda order: numbers.index(order.name))

    def moments(self, order):
        return [f"{moment:%a %H:%M}" for moment in (order.answer_by, order.remind_at, order.escalate_at)]

    def holiday(self, first, last, company=None, **values):
        """Enter a day off: for one calendar, or for everybody in a company."""
        leaves = self.env["resource.calendar.leaves"].with_company(company or self.company_us)
        days = {"name": "Holiday", "date_from": first, "date_to": last, "resource_id": False, **values}
        leaves.create(days).flush_recordset()

    def answer(self, order, moment):
        """Let Amazon have our answer that everything comes."""
        lines = [Command.create({"line_id": line.id, "quantity": line.quantity}) for line in order.line_ids]
        answer = order.acknowledgement_ids.sudo().create({"order_id": order.id, "line_ids": lines})
        answer.write({"state": "accepted", "answered_at": moment})
        order.sudo().write(
            {"acknowledgement_id": answer.id, "given_acknowledgement_id": answer.id, "answer_due": False}
        )

    def asked(self, user):
        return self.env["mail.activity"].search(
            [("amazon_vendor_cause", "in", ("answer_due", "answer_late")), ("user_id", "=", user.id)]
        )

    # ------------------------------------------------------------------ until when

    def test_the_24_hours_run_over_the_weekend_but_people_are_told_before_it(self):
        with freeze_time("2026-03-06 12:30"):
            here, there = self.receive(
                self.order_of("FRI00001", FRIDAY), self.order_of("FRI00002", FRIDAY, "ACRN2", ship_to="XXX9")
            )
        self.assertEqual(there.sync_state, "waiting")
        # Phoenix works until midnight UTC; six hours of work are left at 18:00, two at 22:00.
        self.assertEqual(self.moments(here), ["Sat 12:00", "Fri 18:00", "Fri 22:00"])
        # Leipzig goes home at 16:00 UTC: there are only four hours of work left when the order comes.
        self.assertEqual(self.moments(there), ["Sat 12:00", "Fri 12:00", "Fri 14:00"])

    def test_nobody_is_expected_to_answer_on_a_holiday(self):
        self.holiday("2026-03-03 07:00", "2026-03-04 06:59:59", calendar_id=self.phoenix.id)
        with freeze_time("2026-03-02 20:10"):
            order = self.receive(self.order_of("HOL00001", MONDAY))
        self.assertEqual(self.moments(order), ["Tue 20:00", "Mon 20:00", "Mon 22:00"])

    def test_without_working_hours_of_its_own_a_vendor_code_has_those_of_its_company(self):
        self.company_us.resource_calendar_id = self.leipzig.copy({"company_id": self.company_us.id})
        self.code.calendar_id = False
        with freeze_time("2026-03-06 12:30"):
            order = self.receive(self.order_of("COMP0001", FRIDAY))
        self.assertEqual(self.moments(order), ["Sat 12:00", "Fri 12:00", "Fri 14:00"])
        self.company_us.resource_calendar_id = False
        with freeze_time("2026-03-06 12:40"):
            self.ask_people()
        self.assertEqual(self.moments(order), ["Sat 12:00", "Sat 06:00", "Sat 10:00"])

    def test_holidays_and_settings_made_later_count_for_orders_that_still_have_time(self):
        with freeze_time("2026-03-02 20:10"):
            late = self.receive(self.order_of("LATE0001", "2026-03-01T20:00:00Z"))
            order = self.receive(self.order_of("HOL00001", MONDAY))
            over = self.moments(late)
            self.assertEqual(self.moments(order), ["Tue 20:00", "Mon 22:00", "Tue 18:00"])
            # Another company's holiday is none here.
            self.holiday("2026-03-03 07:00", "2026-03-04 06:59:59", company=self.company_de)
            self.ask_people()
            self.assertEqual(self.moments(order), ["Tue 20:00", "Mon 22:00", "Tue 18:00"])
            self.code.with_user(self.manager).remind_hours = 5
            self.ask_people()
            self.assertEqual(self.moments(order), ["Tue 20:00", "Mon 23:00", "Tue 18:00"])
            self.holiday("2026-03-03 07:00", "2026-03-04 06:59:59", calendar_id=self.phoenix.id)
            self.ask_people()
        self.assertEqual(self.moments(order), ["Tue 20:00", "Mon 20:00", "Mon 22:00"])
        self.assertEqual(self.moments(late), over)

    def test_an_answer_due_again_counts_from_what_amazon_changed(self):
        document = self.order_of("AGAIN001", MONDAY)
        with freeze_time("2026-03-02 20:10"):
            order = self.receive(document)
        self.answer(order, "2026-03-02 21:00:00")
        changed = self.changed(document, items=[self.item(quantity=12)])
        changed["orderDetails"]["purchaseOrderChangedDate"] = "2026-03-04T15:00:00Z"
        with freeze_time("2026-03-04 15:30"):
            self.receive(changed)
        self.assertTrue(order.answer_due)
        self.assertEqual(self.moments(order), ["Thu 15:00", "Wed 18:00", "Wed 22:00"])

    def test_a_change_before_the_first_answer_gives_no_more_time(self):
        document = self.order_of("CHANGE01", MONDAY)
        with freeze_time("2026-03-02 20:10"):
            order = self.receive(document)
        changed = self.changed(document, items=[self.item(quantity=12)])
        changed["orderDetails"]["purchaseOrderChangedDate"] = "2026-03-03T15:00:00Z"
        with freeze_time("2026-03-03 15:30"):
            self.receive(changed)
        self.assertEqual(self.moments(order), ["Tue 20:00", "Mon 22:00", "Tue 18:00"])

    def test_orders_placed_before_go_live_and_closed_ones_have_no_deadline(self):
        self.code.go_live = datetime(2026, 3, 2, 12)
        with freeze_time("2026-03-02 20:10"):
            early, closed = self.receive(
                self.order_of("EARLY001", "2026-03-02T11:00:00Z"), self.order_of("CLOSED01", MONDAY, state="Closed")
            )
        self.assertFalse((early | closed).filtered("answer_by"))

    def test_the_deadlines_of_a_batch_cost_no_query_per_order(self):
        with freeze_time("2026-03-02 20:10"):
            orders = self.receive(*[self.order_of(f"MANY000{n}", f"2026-03-02T1{n}:00:00Z") for n in range(6)])
            queries = []
            for some in (orders[:1], orders):
                some.sudo().write({"remind_at": False})
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                some.sudo()._set_deadlines()
                self.env.flush_all()
                queries.append(self.env.cr.sql_log_count - before)
        self.assertEqual(queries[0], queries[1])
        self.assertFalse(orders.filtered(lambda order: not order.remind_at))

    def test_the_reminder_of_the_responsible_person_comes_first(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.code.with_user(self.manager).escalate_hours = 8
        with self.assertRaises(UserError):
            self.code.with_user(self.manager).calendar_id = self.leipzig

    # ------------------------------------------------------------------ who is told

    def test_the_responsible_person_is_reminded_once_then_a_second_one_until_it_is_answered(self):
        documents = [self.order_of("TELL0001", MONDAY), self.order_of("TELL0002", "2026-03-02T20:30:00Z")]
        with freeze_time("2026-03-02 21:00"):
            first, second = self.receive(*documents)
            self.assertFalse(self.asked(self.manager) | self.asked(self.chief))
        with freeze_time("2026-03-02 22:10"):
            self.ask_people()
            self.ask_people()
            reminder = self.asked(self.manager)
            self.assertEqual((len(reminder), reminder.res_name), (1, "ACRN1 (Simulator)"))
            self.assertEqual(reminder.summary, "Answer 1 order(s) of ACRN1")
            self.assertIn("TELL0001", reminder.note)
            self.assertNotIn("TELL0002", reminder.note)
            self.assertFalse(self.asked(self.chief))
        with freeze_time("2026-03-03 18:10"):
            self.ask_people()
            self.assertEqual(self.asked(self.manager), reminder)
            self.assertEqual(reminder.summary, "Answer 2 order(s) of ACRN1")
            late = self.asked(self.chief)
            self.assertEqual((len(late), late.summary), (1, "1 order(s) of ACRN1 are still not answered"))
        with freeze_time("2026-03-03 18:20"):
            self.receive(*[self.changed(document, state="Acknowledged") for document in documents])
        self.assertFalse((first | second).filtered("answer_due"))
        self.assertFalse(self.asked(self.manager) | self.asked(self.chief))

    def test_nobody_is_asked_while_an_answer_is_on_its_way_and_again_when_amazon_refuses_it(self):
        with freeze_time("2026-03-02 22:10"):
            order = self.receive(self.order_of("SENT0001", MONDAY))
            self.assertEqual(len(self.asked(self.manager)), 1)
            order.with_user(self.env.ref("base.user_root"))._propose()
            order.acknowledgement_id.with_user(self.warehouse).action_send()
            self.ask_people()
            self.assertFalse(self.asked(self.manager))
            message = order.acknowledgement_id.message_id.sudo()
            for state in ("sending", "submitted", "rejected"):
                message._set_state(state)
            self.ask_people()
            self.assertEqual(len(self.asked(self.manager)), 1)

    def test_an_order_that_waits_for_a_mapping_is_reminded_of_too(self):
        with freeze_time("2026-03-06 14:30"):
            order = self.receive(self.order_of("WAIT0001", FRIDAY, "ACRN2", ship_to="XXX9"))
        self.assertEqual(order.sync_state, "waiting")
        # Who answers for the account is the only person here: nobody is told twice.
        self.assertEqual(self.asked(self.manager).mapped("amazon_vendor_cause"), ["answer_due"])

    def test_the_question_comes_at_its_moment_and_not_only_with_the_next_hour(self):
        with freeze_time("2026-03-02 20:10"):
            self.receive(self.order_of("WAKE0001", MONDAY), self.order_of("WAKE0002", MONDAY))
            self.ask_people()
        self.assertEqual(self.wakes(), [datetime(2026, 3, 2, 22)])
        with freeze_time("2026-03-02 22:10"):
            self.ask_people()
        self.assertEqual(self.wakes(), [datetime(2026, 3, 2, 22), datetime(2026, 3, 3, 18)])

    def wakes(self):
        """Return when people will be asked, but for what is to be done at once."""
        cron = self.env.ref("acorn_vendor_connector.cron_ask_people")
        ahead = [("cron_id", "=", cron.id), ("call_at", ">", "2026-03-02 20:30"), ("call_at", "<", "2026-03-31")]
        return self.env["ir.cron.trigger"].search(ahead, order="call_at").mapped("call_at")

    # ------------------------------------------------------------------ what people see

    def test_lists_show_the_time_that_is_left_and_find_what_is_overdue_or_due_today(self):
        with freeze_time("2026-03-03 20:20"):
            late, today, soon = self.receive(
                self.order_of("SHOW0001", "2026-03-02T18:00:00Z"),
                self.order_of("SHOW0002", "2026-03-02T21:30:00Z"),
                self.order_of("SHOW0003", "2026-03-03T19:00:00Z"),
            )
            orders = (late | today | soon).with_user(self.warehouse)
            self.assertEqual(orders.mapped("answer_left"), ["2 h 20 min late", "1 h 10 min", "22 h 40 min"])
            self.assertEqual(orders.mapped("answer_urgency"), ["late", "soon", "open"])
            self.assertEqual(self.filtered_by("answer_overdue"), late)
            self.assertEqual(self.filtered_by("answer_today"), today)
            self.assertEqual(self.filtered_by("to_answer"), late | today | soon)

    def filtered_by(self, name):
        orders = self.env["amazon.vendor.purchase.order"].with_user(self.warehouse).with_context(tz="America/Phoenix")
        view = self.env.ref("acorn_vendor_connector.view_purchase_order_search")
        arch = orders.get_view(view.id, "search")["arch"]
        [domain] = etree.fromstring(arch).xpath(f"//filter[@name='{name}']/@domain")
        found = orders.search([*ast.literal_eval(domain), ("code_id", "=", self.code.id)])
        return found.sorted("name").with_env(self.env)

    def test_the_overview_counts_what_is_to_answer_and_overdue_among_the_stores_a_person_sees(self):
        with freeze_time("2026-03-03 20:20"):
            self.receive(
                self.order_of("CARD0001", "2026-03-02T18:00:00Z"),
                self.order_of("CARD0002", MONDAY, ship_to="LEJ1", items=[self.item(currency="EUR")]),
                self.order_of("CARD0003", "2026-03-03T19:00:00Z"),
            )
            self.warehouse.amazon_vendor_store_ids = self.store_us
            cards = self.env["amazon.vendor.overview"].with_user(self.warehouse)
            card = cards.search([("account_id", "=", self.account.id)])
            self.assertEqual((card.to_answer, card.answers_late), (2, 1))
            store = cards.search([("store_id", "=", self.store_us.id)])
            self.assertEqual((store.to_answer, store.answers_late), (2, 1))
            action = store.action_open_answers_late()
            late = self.env[action["res_model"]].with_user(self.warehouse).search(action["domain"])
            self.assertEqual(late.mapped("name"), ["CARD0001"])

    def test_an_answered_order_says_until_when_it_can_be_corrected(self):
        with freeze_time("2026-03-02 20:10"):
            order = self.receive(self.order_of("CORRECT1", MONDAY))
            self.answer(order, "2026-03-02 20:15:00")
        reader = order.with_user(self.warehouse).with_context(tz="America/Phoenix")
        with freeze_time("2026-03-03 10:00"):
            self.assertEqual(reader.correct_until, datetime(2026, 3, 4, 20))
            self.assertIn("Quantities, prices and dates can be corrected until", reader.correction_text)
            self.assertIn("1:00", reader.correction_text)
        reader.invalidate_recordset()
        with freeze_time("2026-03-04 20:01"):
            self.assertIn("only dates can be corrected", reader.correction_text)
