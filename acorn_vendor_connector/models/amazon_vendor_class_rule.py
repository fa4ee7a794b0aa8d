import re
import time

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..engine import classify

FIELDS = [("number", "Number"), ("type", "Type"), ("description", "Description")]
SIGNS = [("any", "Any"), ("negative", "Amazon takes"), ("positive", "Amazon gives")]
LONGEST = 200
TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[*+]|\{\d*,\d*\}|[()]|.", re.DOTALL)
REPEATS = re.compile(r"[*+]|\{\d*,\d*\}")
# A rule has so much time for a text, in seconds; good ones take microseconds.
PATIENCE = 0.05


class AmazonVendorClassRule(models.Model):
    """Say by its number, type or description what a line of a remittance is; the first rule that fits decides."""

    _name = "amazon.vendor.class.rule"
    _description = "Amazon rule for the class of a line"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True, tracking=True)
    field = fields.Selection(FIELDS, "Looks at", required=True, default="number", tracking=True)
    pattern = fields.Char(
        required=True,
        tracking=True,
        help="A regular expression for the whole text, in capitals and without blanks at its ends.",
    )
    line_class = fields.Selection(
        lambda self: self.env["amazon.vendor.remittance.line"]._fields["line_class"]._description_selection(self.env),
        "Class",
        required=True,
        tracking=True,
    )
    is_reversal = fields.Boolean("Gives back", tracking=True)
    sign = fields.Selection(SIGNS, "Amount", required=True, default="any", tracking=True)
    valid_from = fields.Date(tracking=True, help="Payments of this day and later. Empty: all before, too.")
    valid_to = fields.Date(tracking=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", tracking=True, help="Empty: every company.")
    source = fields.Text("Where this is known from", translate=True)
    example = fields.Char()

    _days_in_order = models.Constraint(
        "CHECK(valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to)",
        "A rule cannot end before it begins.",
    )

    # ------------------------------------------------------------------ rules

    @api.constrains("pattern", "example", "field")
    def _check_pattern(self):
        for rule in self:
            problem = rule._problem()
            if problem:
                raise ValidationError(problem)

    def _problem(self):
        """Return in words why the pattern cannot be used, or None."""
        pattern = self.pattern or ""
        if len(pattern) > LONGEST:
            return self.env._(
                "The pattern of %(rule)s is longer than %(longest)s characters. Make two rules of it.",
                rule=self.name,
                longest=LONGEST,
            )
        if repeats_a_repetition(pattern):
            return self.env._(
                "The pattern of %(rule)s repeats what already repeats, which may take for ever. Write it without the "
                "outer * or +.",
                rule=self.name,
            )
        try:
            compiled = re.compile(pattern)
        except re.error as error:
            return self.env._(
                "The pattern of %(rule)s is not a regular expression: %(error)s. Correct it.",
                rule=self.name,
                error=str(error),
            )
        if is_slow(compiled):
            return self.env._(
                "The pattern of %(rule)s takes too long for some texts. Write it without alternatives, optional "
                "parts or .* that can stand for the same letters in several ways.",
                rule=self.name,
            )
        if self.example and not compiled.fullmatch(classify.normal(self.example)):
            return self.env._(
                "The pattern of %(rule)s does not fit its own example %(example)s. Correct one of them.",
                rule=self.name,
                example=self.example,
            )
        return None

    # ------------------------------------------------------------------ CRUD

    def write(self, vals):
        """Let an update of the addon leave the rules alone that a person changed; the others get better with it."""
        if not self.env.context.get("install_module") and vals.keys() - {"active"}:
            # sudo: who may change a rule says by it that the addon's own one does not count any more.
            self.env["ir.model.data"].sudo().search(
                [("model", "=", self._name), ("res_id", "in", self.ids)]
            ).noupdate = True
        return super().write(vals)

    # ------------------------------------------------------------------ verbs

    @api.model
    def _for_company(self, company):
        """Return the rules that hold in a company as the engine knows them, in their order."""
        domain = Domain("company_id", "=", False) | Domain("company_id", "parent_of", company.ids)
        # sudo: every remittance needs them. Without a language: what is stored of a line does not depend on its reader.
        return [rule._engine_rule() for rule in self.sudo().with_context(lang=None).search(domain)]

    @api.model
    def _named(self, name):
        """Return the name of a rule, as it is stored with a line, in the reader's language."""
        rules = self.with_context(lang=None, active_test=False).search([("name", "=", name)], limit=1)
        return rules.with_context(lang=self.env.lang).name or name

    def _engine_rule(self):
        return classify.ClassRule(
            code=self.name,
            line_class=self.line_class,
            is_reversal=self.is_reversal,
            field=self.field,
            pattern=self.pattern,
            sign=self.sign,
            valid_from=self.valid_from or None,
            valid_to=self.valid_to or None,
            sequence=self.sequence,
        )

    @api.model
    def _remember(self, line):
        """Make the rule that a person means who gave this line its class: numbers of this form, from its payment on.

        Any digits may stand where it has digits; everything else, and the length, has to be the same.
        """
        number = classify.normal(line.number or "")
        pattern = generalised(number)
        day = line.payment_date or fields.Date.context_today(self)
        sign = "negative" if line.paid < 0 else "positive"
        same = self.search([
            ("pattern", "=", pattern), ("field", "=", "number"), ("company_id", "in", (False, line.company_id.id)),
            ("line_class", "=", line.line_class), ("sign", "in", ("any", sign)),
        ], limit=1)
        if same or not number:
            return same
        # sudo: whoever decides what a line is may say it for the next ones, in his own company.
        return self.sudo().create({
            "name": self.env._("Like %(number)s", number=number),
            "sequence": 5,
            "field": "number",
            "pattern": pattern,
            "line_class": line.line_class,
            "is_reversal": line.is_reversal,
            "sign": sign,
            "valid_from": day,
            "company_id": line.company_id.id,
            "example": number,
            "source": self.env._("%(person)s decided so on a line of a remittance.", person=self.env.user.name),
        })


def generalised(number):
    """Return a pattern of numbers like this one: any digits where it has digits, the rest as it is."""
    parts = re.split(r"(\d+)", number)
    return "".join(rf"[0-9]{{{len(part)}}}" if part.isdigit() else re.escape(part) for part in parts)


def repeats_a_repetition(pattern):
    """Tell whether a group that repeats something is itself repeated, (a+)+: that may take for ever to fail."""
    inside = [False]
    closed = False  # whether the group that has just been closed repeats something
    for token in TOKEN.findall(pattern):
        repeats = bool(REPEATS.fullmatch(token))
        if repeats and closed:
            return True
        closed = False
        if token == "(":
            inside.append(False)
        elif token == ")" and len(inside) > 1:
            closed = inside.pop()
            inside[-1] |= closed
        else:
            inside[-1] |= repeats
    return False


def is_slow(compiled):
    """Tell whether there are texts for which a pattern searches for long: those that nearly repeat a part of it.

    The time doubles with every few letters then, so that it is seen while it is still short.
    """
    pattern = compiled.pattern.upper()
    parts = {*re.findall("[A-Z0-9]+", pattern), *re.findall("[-A-Z0-9_/ ]", pattern), "A", "0", " "}
    for part in sorted(parts):
        for length in range(1, classify.LONGEST_TEXT):
            text = (part * length)[:length]
            began = time.thread_time()
            compiled.fullmatch(text)
            compiled.fullmatch(f"{text}!")
            if time.thread_time() - began > PATIENCE:
                return True
    return False
