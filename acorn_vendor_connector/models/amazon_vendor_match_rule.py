from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import precision
from ..engine.candidates import MatchRule
from .notice import notice

RULES = [
    ("alias", "A person said so"),
    ("exact", "Number of the invoice"),
    ("chain", "Claim on a known invoice"),
    ("order_amount", "Purchase order and amount"),
    ("combination", "Several invoices of a purchase order"),
]


class AmazonVendorMatchRule(models.Model):
    """Say what a way of finding invoices may do in a company, and how often it was right so far.

    One set per root company, made when it is first needed; branches share their root's.
    """

    _name = "amazon.vendor.match.rule"
    _description = "Amazon matching rule"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "company_id, sequence, id"
    _rec_name = "code"

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    code = fields.Selection(RULES, "Finds by", required=True, readonly=True)
    sequence = fields.Integer(default=10, help="The first rule that finds something decides.")
    active = fields.Boolean(default=True, tracking=True)
    may_post = fields.Boolean(
        "May post", default=True, tracking=True, help="What it finds is matched without a person."
    )
    write_off_limit = fields.Monetary(
        "May write off up to", tracking=True, help="A difference up to this amount needs no person. 0: none."
    )
    needs_person = fields.Boolean(
        "Always needs a person", tracking=True, help="What it finds is only proposed; a person accepts it."
    )
    # Wilson's lower bound of 30 right ones out of 30 is 0.886, of 48 out of 50 it is 0.865: a stricter limit would
    # suspend rules that were never wrong.
    limit = fields.Float(
        "Lowest precision",
        default=0.85,
        digits=(3, 2),
        tracking=True,
        help="Checked samples have to show, with 95 % confidence, that at least this share was right.",
    )
    sample_size = fields.Integer("Checked a month", default=50, tracking=True)
    judged_from = fields.Integer(
        "Judged from", default=30, tracking=True, help="So many checked matches it takes to suspend the rule."
    )
    judged_since = fields.Datetime(readonly=True, help="Verdicts from before are not counted: a person enabled it.")
    responsible_id = fields.Many2one(
        "res.users", "Checks the sample", tracking=True, help="Empty: an accountant of the company."
    )
    checked_count = fields.Integer("Checked", compute="_compute_precision")
    right_count = fields.Integer("Right", compute="_compute_precision")
    precision = fields.Float(compute="_compute_precision", digits=(3, 3))
    low = fields.Float("At least", compute="_compute_precision", digits=(3, 3), help="Lower bound, 95 % confidence.")
    high = fields.Float("At most", compute="_compute_precision", digits=(3, 3), help="Upper bound, 95 % confidence.")
    precision_text = fields.Char("Precision so far", compute="_compute_precision_text")
    is_suspended = fields.Boolean("Suspended", readonly=True, tracking=True)
    suspended_at = fields.Datetime(readonly=True)
    suspended_reason = fields.Char(compute="_compute_suspended_reason")

    _code_uniq = models.Constraint("UNIQUE(company_id, code)", "This company already has this rule.")
    _write_off_positive = models.Constraint("CHECK(write_off_limit >= 0)", "An amount to write off cannot be negative.")
    _limit_share = models.Constraint('CHECK("limit" BETWEEN 0 AND 1)', "A precision is between 0 and 1.")
    _sample_positive = models.Constraint(
        "CHECK(sample_size >= 0 AND judged_from >= 1)", "A sample cannot be negative; a rule is judged from 1 on."
    )

    # ------------------------------------------------------------------ compute

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for rule in self:
            rule.display_name = labels.get(rule.code, "")

    @api.depends("judged_since")
    def _compute_precision(self):
        counts = self._verdicts()
        for rule in self:
            right, total = counts.get(rule.id, (0, 0))
            low, high = precision.interval(right, total)
            rule.checked_count, rule.right_count = total, right
            rule.precision = right / total if total else 0
            rule.low, rule.high = float(low), float(high)

    @api.depends("judged_since")
    @api.depends_context("lang")
    def _compute_precision_text(self):
        for rule in self:
            if not rule.checked_count:
                rule.precision_text = self.env._("Nothing checked yet")
                continue
            rule.precision_text = self.env._(
                "%(right)s of %(total)s right: %(low)s to %(high)s %%",
                right=rule.right_count,
                total=rule.checked_count,
                low=round(rule.low * 100),
                high=round(rule.high * 100),
            )

    @api.depends("is_suspended", "judged_since")
    @api.depends_context("lang")
    def _compute_suspended_reason(self):
        for rule in self:
            rule.suspended_reason = rule.is_suspended and self.env._(
                "Of %(total)s checked matches %(right)s were right: with 95 %% confidence it may be right in only "
                "%(low)s %% of all cases, and %(limit)s %% are asked for. A person accepts what it finds until "
                "somebody enables it again.",
                total=rule.checked_count,
                right=rule.right_count,
                low=round(rule.low * 100),
                limit=round(rule.limit * 100),
            )

    # ------------------------------------------------------------------ actions

    def action_enable(self):
        """Give suspended rules their permission back and count their verdicts anew."""
        suspended = self.filtered("is_suspended")
        suspended.write({"is_suspended": False, "suspended_at": False, "judged_since": fields.Datetime.now()})
        suspended.activity_feedback(["mail.mail_activity_data_warning"])
        return notice(self.env._("%(count)s rule(s) may match by themselves again.", count=len(suspended)), "success")

    def action_open_checks(self):
        """Open the matches of these rules that wait for a verdict."""
        return self.env["amazon.vendor.match"]._open_checks([("rule_id", "in", self.ids)])

    # ------------------------------------------------------------------ verbs

    @api.model
    def _for_company(self, company):
        """Return the rules of a company by their code, making those that are missing."""
        root = company.root_id
        rules = self.sudo().with_context(active_test=False)  # every remittance needs them, whoever matches it
        known = rules.search([("company_id", "=", root.id)])
        missing = [
            (sequence, code) for sequence, (code, _label) in enumerate(RULES, 1) if code not in known.mapped("code")
        ]
        if missing:
            self._insert_defaults(root, missing)
            known = rules.search([("company_id", "=", root.id)])
        return {rule.code: rule for rule in known}

    @api.model
    def _insert_defaults(self, company, missing):
        """Insert rules with their defaults; who comes second in a race finds the first one's."""
        names = ["may_post", "limit", "sample_size", "judged_from"]
        defaults = self.default_get(names)
        write_off = 0.05
        self.env.cr.execute(
            SQL(
                """INSERT INTO amazon_vendor_match_rule (
                       company_id, sequence, code, may_post, write_off_limit, needs_person, "limit", sample_size,
                       judged_from, active, create_uid, write_uid, create_date, write_date)
                   SELECT %s, new.sequence, new.code, %s, %s, FALSE, %s, %s, %s, TRUE, %s, %s,
                          now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                     FROM (VALUES %s) AS new (sequence, code)
                   ON CONFLICT DO NOTHING""",
                company.id,
                defaults["may_post"],
                write_off,
                defaults["limit"],
                defaults["sample_size"],
                defaults["judged_from"],
                self.env.uid,
                self.env.uid,
                SQL(", ").join(SQL("%s", (sequence * 10, code)) for sequence, code in missing),
            )
        )
        self.invalidate_model()

    def _setting(self, currency, day):
        """Return the rule as the engine knows it, its limit in the currency of a payment."""
        self.ensure_one()
        limit = self.currency_id._convert(self.write_off_limit, currency or self.currency_id, self.company_id, day)
        return MatchRule(
            code=self.code,
            sequence=self.sequence,
            may_post=self.may_post and not self.is_suspended,
            write_off=Decimal(repr(limit)),
            needs_person=self.needs_person or self.is_suspended,
        )

    def _verdicts(self):
        """Return {rule id: (right, checked)} of the verdicts that count: on matches that chance has chosen."""
        if not self.ids:
            return {}
        self.env["amazon.vendor.match"].flush_model(["rule_id", "verdict", "verdict_at"])
        self.flush_recordset(["judged_since"])
        rows = self.env.execute_query(
            SQL(
                """SELECT rule.id, count(*) FILTER (WHERE match.verdict = 'right'), count(*)
                     FROM amazon_vendor_match match JOIN amazon_vendor_match_rule rule ON rule.id = match.rule_id
                    WHERE rule.id IN %s AND match.verdict IS NOT NULL AND match.sample_month IS NOT NULL
                      AND (rule.judged_since IS NULL OR match.verdict_at > rule.judged_since)
                 GROUP BY rule.id""",
                tuple(self.ids),
            )
        )
        return {rule_id: (right, total) for rule_id, right, total in rows}

    def _judge(self):
        """Suspend the rules whose checked matches do not show the precision that is asked for."""
        self.invalidate_recordset(["checked_count", "right_count", "precision", "low", "high"])
        for rule in self.filtered(lambda rule: not rule.is_suspended):
            if precision.loses_permission(rule.right_count, rule.checked_count, rule.limit, rule.judged_from):
                rule._suspend()

    def _suspend(self):
        """Take the permission of a rule away, and tell the person who answers for it."""
        self.ensure_one()
        self.write({"is_suspended": True, "suspended_at": fields.Datetime.now()})
        user = self._person()
        rule = self.with_context(lang=user.lang)
        rule.message_post(body=rule.suspended_reason)
        rule.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_warning",
            user_id=user.id,
            summary=rule.env._("A matching rule was suspended"),
            note=Markup("<p>%s</p>") % rule.suspended_reason,
        )

    def _person(self):
        """Return who checks what this rule finds: its own person, or an accountant of the company."""
        if self.responsible_id:
            return self.responsible_id
        people = self.env.ref("acorn_vendor_connector.group_accountant").all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )
        people -= self.env.ref("base.user_root")
        return people.sorted("id")[:1] or self.env.user
