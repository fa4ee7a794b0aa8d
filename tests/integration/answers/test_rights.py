"""Who sees and gives answers to purchase orders, and what nobody can do from outside."""

import inspect
from functools import partial

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .common import AnswerCase

# What a model offers to callers besides buttons: Odoo's own methods that we extend.
EXTENDED = {"create", "write", "unlink", "search", "get_values", "set_values", "message_post_with_source"}
EXTENDED |= {"try_lock_for_update", "message_new"}

OWNED_BY = {"order_id", "line_id", "purchase_order_id", "store_id"}
MONEY = {"amazon.vendor.remittance.line"}  # lines of payments are of companies, not of stores


class TestAnswerRights(AnswerCase):
    """A proposal to an order of New York's (US company) and one of Leipzig's (German company), both still drafts."""

    policy = {"answer_policy": "ask"}

    def setUp(self):
        super().setUp()
        euros = [self.item(currency="EUR")]
        self.us, self.de = self.place(self.document("US000001"), self.document("DE000001", ship_to="LEJ1", items=euros))
        self.drafts = self.us.acknowledgement_id | self.de.acknowledgement_id

    def seen_by(self, user, *companies):
        """Return the orders of which this person sees answers and their lines."""
        env = self.env(user=user, context={"allowed_company_ids": [company.id for company in companies]})
        answers = env["amazon.vendor.acknowledgement"].search([("id", "in", self.drafts.ids)])
        lines = env["amazon.vendor.acknowledgement.line"].search([("id", "in", self.drafts.line_ids.ids)])
        self.assertEqual(answers, lines.acknowledgement_id)
        return answers.order_id.with_env(self.env)

    def refused(self, *tries):
        """Every one of these is refused for want of rights."""
        for attempt in tries:
            self.env.invalidate_all()  # a call from outside knows nothing yet
            with self.subTest(str(attempt)), self.assertRaises(AccessError):
                attempt()

    def test_people_see_and_give_the_answers_of_their_companies_and_stores(self):
        both = self.company_us, self.company_de
        self.assertEqual(self.seen_by(self.warehouse, self.company_us), self.us)
        self.assertEqual(self.seen_by(self.auditor, *both), self.us | self.de)
        self.warehouse.amazon_vendor_store_ids = self.store_de
        self.assertEqual(self.seen_by(self.warehouse, *both), self.de)
        foreign, order = (record.with_user(self.warehouse) for record in (self.us.acknowledgement_id, self.us))
        line, ordered = (record.line_ids.with_user(self.warehouse) for record in (self.us.acknowledgement_id, self.us))
        self.refused(
            foreign.action_send,
            foreign.action_give,
            foreign.action_propose_again,
            order.action_propose_again,
            partial(line.write, {"quantity": 1}),
            line.unlink,
            partial(foreign.create, {"order_id": self.us.id}),
            ordered.action_accept_price,
        )
        own = self.de.acknowledgement_id.with_user(self.warehouse)
        own.action_send()
        self.assertEqual((own.state, own.sent_by_id, own.message_id.company_id), ("sending", self.warehouse, both[1]))
        self.assertEqual(self.us.acknowledgement_id.state, "draft")

    def test_accountants_and_auditors_read_answers_and_give_none(self):
        for user in (self.accountant, self.auditor):
            answer = self.us.acknowledgement_id.with_user(user)
            self.assertEqual((answer.state, answer.line_ids.quantity, answer.problem_text), ("draft", 10, False))
            self.refused(
                answer.action_send,
                answer.action_give,
                answer.action_propose_again,
                answer.order_id.action_propose_again,
                partial(answer.line_ids.write, {"quantity": 1}),
                answer.line_ids.action_reject_in_full,
                answer.action_open_send,
                answer.order_id.line_ids.action_accept_price,
                answer.order_id.line_ids.action_reject_price,
            )
        outsider = new_test_user(self.env, "olga.outside", "base.group_user,sales_team.group_sale_salesman")
        self.refused(partial(self.us.acknowledgement_id.with_user(outsider).read, ["state"]))

    def test_a_person_changes_what_we_answer_and_never_what_amazon_ordered_or_what_was_said(self):
        answer = self.us.acknowledgement_id.with_user(self.warehouse)
        line = answer.line_ids
        self.refused(
            partial(answer.write, {"state": "accepted"}),
            partial(answer.write, {"is_automatic": True}),
            answer.unlink,
            answer.copy,
            partial(line.write, {"ordered": 20}),
            partial(line.write, {"net_cost_stated": "1.00"}),
            partial(answer.order_id.write, {"answer_due": False}),
            partial(answer.order_id.write, {"answer_by": False}),
        )
        line.write({"code": "backordered", "promised_on": "2026-03-12"})
        self.assertEqual(answer.edited_by_id, self.warehouse)
        answer.action_send()
        self.refused(
            partial(line.write, {"quantity": 1}),
            line.unlink,
            partial(answer.write, {"line_ids": [(0, 0, {"line_id": line.line_id.id, "quantity": 1})]}),
        )

    def test_a_line_cannot_be_slipped_into_an_answer_one_may_not_see(self):
        self.warehouse.amazon_vendor_store_ids = self.store_de
        foreign = self.us.acknowledgement_id
        theirs = {"acknowledgement_id": foreign.id, "line_id": foreign.line_ids.line_id.id, "quantity": 5}
        own = self.de.acknowledgement_id.line_ids.with_user(self.warehouse)
        self.refused(partial(own.create, theirs))
        self.refused(partial(own.write, theirs))

    def test_what_is_called_from_outside_is_a_button_or_odoos_own(self):
        """Every method without an underscore can be called by anybody over RPC: it has to check rights itself."""
        found = {
            (model, name)
            for model, records in self.env.items()
            for base in type(records).__mro__
            if base.__module__.startswith("odoo.addons.acorn_vendor_connector")
            for name, member in vars(base).items()
            if inspect.isfunction(member) and not name.startswith(("_", "action_")) and name not in EXTENDED
        }
        self.assertFalse(found)

    def test_every_row_about_an_order_follows_its_company_and_its_store(self):
        readable = self.env["ir.model.access"].search([("perm_read", "=", True)]).model_id.mapped("model")
        rules = self.env["ir.rule"].search([]).grouped(lambda rule: rule.model_id.model)
        for model, records in self.env.items():
            own = model.startswith("amazon.vendor.") and not records._abstract and not records._transient
            owners = {field.comodel_name for name, field in records._fields.items() if name in OWNED_BY} - MONEY
            if own and model in readable and owners:
                domains = " ".join(rules[model].mapped("domain_force"))
                with self.subTest(model):
                    self.assertIn("company_ids", domains)
                    self.assertIn("amazon_vendor_store_ids", domains)
