"""What a person decides about lines of a remittance; rules never overwrite it."""

from odoo import models
from odoo.exceptions import UserError

from .amazon_vendor_remittance_match import ON_INVOICES
from .amazon_vendor_wait import reason
from .notice import notice

# How many numbers the history of a remittance names of a decision about many lines.
MOST_NAMED = 10


class AmazonVendorRemittanceLine(models.Model):
    _inherit = "amazon.vendor.remittance.line"

    # Posting an invoice asks whether a line may mean it.
    _open_order_idx = models.Index("(upper(trim(purchase_order))) WHERE needs_me AND purchase_order IS NOT NULL")

    # ------------------------------------------------------------------ CRUD

    def write(self, vals):
        """Let nobody edit what Amazon states: a person decides by the buttons, which check what they write."""
        if not self.env.su:
            raise UserError(self.env._("Lines of a payment are not edited. Use Accept, Choose and Undo."))
        return super().write(vals)

    # ------------------------------------------------------------------ actions

    def action_accept(self):
        """Accept what is proposed for these lines, and the one invoice that a question leaves."""
        self._check_may_decide()
        proposed = self.filtered(lambda line: line.match_state in ("proposed", "question") and line._proposed())
        if not proposed:
            raise UserError(
                self.env._("None of these lines has a proposal. Press Choose and say which invoice or class it is.")
            )
        foreign = proposed.filtered(lambda line: line._foreign_companies(line._proposed()))
        if foreign == proposed:
            foreign._refuse_foreign(foreign._proposed())
        accepted = proposed - foreign
        accepted._accept()
        accepted._log_decision()
        return accepted._accepted_notice(foreign)

    def action_choose(self):
        """Open the dialog in which a person says which invoice or what class these lines are."""
        self._check_may_decide()
        # Nothing else of the context: what a list is filtered or prefilled by is not the dialog's.
        asks_class = {"decide_class": True} if self.env.context.get("decide_class") else {}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "amazon.vendor.line.decide",
            "view_mode": "form",
            "target": "new",
            "context": {**asks_class, "default_line_ids": self.ids},
        }

    def action_undo(self):
        """Take back what people decided about these lines; rules look at them again."""
        self._check_may_decide()
        decided = self.filtered(lambda line: line.match_state == "accepted" or line.class_by)
        if not decided:
            raise UserError(self.env._("Nobody decided anything about these lines yet."))
        decided.sudo()._undo()  # lines are changed by these buttons only
        for remittance, lines in decided.grouped("remittance_id").items():
            remittance.message_post(
                body=self.env._("The decision about %(count)s line(s) was taken back.", count=len(lines))
            )
        return notice(self.env._("%(count)s line(s) are open again.", count=len(decided)))

    def action_open_invoice(self):
        """Open our invoice; several in a list."""
        moves = self.match_ids.filtered(lambda match: match.state != "withdrawn").move_id | self.move_id
        if not moves:
            raise UserError(self.env._("No invoice is matched to this line yet. Press Choose to say which one it is."))
        # sudo: only to tell whose they are.
        self._refuse_companies(moves.sudo().company_id - self.env.user.company_ids)
        action = {
            "type": "ir.actions.act_window", "name": self.env._("Invoices"), "res_model": "account.move",
            "view_mode": "list,form", "domain": [("id", "in", moves.ids)],
        }
        return action if len(moves) > 1 else {**action, "view_mode": "form", "res_id": moves.id}

    # ------------------------------------------------------------------ verbs

    def _check_may_decide(self):
        """Refuse to decide about lines of others, and about a payment that Amazon took back."""
        self.check_access("write")
        void = self.remittance_id.filtered("is_void")
        if void:
            raise UserError(
                self.env._(
                    "Amazon took payment %(number)s back: its lines mean no invoice any more. Decide about those of "
                    "the payment that replaces it.",
                    number=", ".join(void.mapped("name")),
                )
            )

    def _accept(self):
        """Accept the proposed matches of these lines."""
        self._refuse_foreign(self._proposed())
        lines = self.sudo()  # lines are changed by these buttons only
        matches = lines._proposed()
        for match in matches:
            match.line_id._check_currency(match.move_id)
        matches.write({"state": "accepted", "accepted_by_id": self.env.uid})
        lines._note_accepted()

    def _choose(self, move):
        """Match these lines to the invoice that a person names, in place of what was proposed."""
        move.check_access("read")
        lines = self.sudo()  # lines are changed by these buttons only
        lines._check_company(move.sudo())
        for line in lines:
            line._check_choice(move)
        lines._link(move.sudo())

    def _link(self, move):
        self.match_ids.filtered(lambda match: match.state != "withdrawn")._withdraw()
        self.match_ids.flush_recordset()  # one living match of a line and an invoice: the old ones first
        self.env["amazon.vendor.match"].create([
            {
                "line_id": line.id,
                "remittance_id": line.remittance_id.id,
                "company_id": line.company_id.id,
                "move_id": move.id,
                "move_company_id": move.company_id.id,
                "currency_id": line.currency_id.id or move.currency_id.id,
                "amount": line._moves_amount(),
                "permission": "person",
                "state": "accepted",
                "accepted_by_id": self.env.uid,
            }
            for line in self
        ])
        for line_class, lines in self.grouped(lambda line: line._class_with_invoice()).items():
            if line_class:
                lines.write({"line_class": line_class, "class_by": self.env.uid, "is_sure": True})
        self._note_accepted()

    def _check_choice(self, move):
        """Refuse an invoice that this line cannot mean."""
        if not move.amazon_vendor_number_key:
            raise UserError(
                self.env._("%(invoice)s is not a posted customer invoice. Post it first.", invoice=move.display_name)
            )
        self._check_currency(move)
        if self.line_class not in ON_INVOICES and not self._class_with_invoice():
            raise UserError(
                self.env._(
                    "Line %(number)s is not a claim on an invoice. Choose its class as well: shortage, price claim or "
                    "invoice.",
                    number=self.number,
                )
            )

    def _check_company(self, move):
        """Refuse an invoice of a company that the payees of these lines are not paid for."""
        for payee in self.payee_id:
            if move.company_id not in payee._companies():
                raise UserError(
                    self.env._(
                        "%(invoice)s is an invoice of %(company)s, for which payee %(payee)s is not paid. Choose "
                        "another one, or say at its vendor codes that the payee is paid for that company.",
                        invoice=move.name,
                        company=move.company_id.name,
                        payee=payee.name,
                    )
                )

    def _check_currency(self, move):
        """Refuse an invoice in another currency; read as the system, companies are checked before."""
        move = move.sudo()
        if self.currency_id and self.currency_id != move.currency_id:
            raise UserError(
                self.env._(
                    "Line %(number)s is in %(line_currency)s, but %(invoice)s is in %(invoice_currency)s. Choose an "
                    "invoice in the currency of the line.",
                    number=self.number,
                    line_currency=self.currency_id.name,
                    invoice=move.name,
                    invoice_currency=move.currency_id.name,
                )
            )

    def _class_with_invoice(self):
        """Return the class of a line that nobody understood once its invoice is known; False to keep what it has."""
        return "invoice" if self.line_class == "unknown" and self.paid > 0 else False

    def _moves_amount(self):
        """Return what the line moves on its invoice: discount and withheld tax settle an invoice, too."""
        if (self._class_with_invoice() or self.line_class) == "invoice":
            return self.paid + self.discount + self.withholding
        return self.paid

    def _set_class(self, line_class, is_reversal):
        """Write what a person says these lines are; rules then look for their invoice."""
        lines = self.sudo()  # lines are changed by these buttons only
        lines._withdraw_accepted()
        lines.write({
            "line_class": line_class, "is_reversal": is_reversal, "class_by": self.env.uid, "is_sure": True,
            "match_state": "open", "question": False,
        })
        lines._match_again()

    def _undo(self):
        self._withdraw_accepted()
        self.write({"class_by": False, "match_state": "open", "question": False, "needs_me": True, "move_id": False})
        judged = self.filtered(lambda line: "wrong" in line.match_ids.mapped("verdict"))
        judged._ask("wrong_match", invoices=", ".join(
            judged.match_ids.filtered(lambda match: match.verdict == "wrong").mapped("invoice_name")
        ))
        (self - judged)._match_again()

    def _withdraw_accepted(self):
        accepted = self.match_ids.filtered(lambda match: match.state == "accepted" or match.lost_invoice)
        accepted.write({"lost_invoice": False})
        accepted._withdraw()

    def _match_again(self):
        """Let the rules decide about these lines alone."""
        for remittance, lines in self.grouped("remittance_id").items():
            remittance._match_one(lines)

    def _withdraw_matches(self, code, **params):
        """Withdraw what these lines are matched to, and ask a person instead."""
        self.match_ids.filtered(lambda match: match.state != "withdrawn")._withdraw()
        self._ask(code, **params)

    def _ask(self, code, **params):
        """Make a question of these lines; what they were matched to stays among the candidates."""
        for move_ids, lines in self.grouped(lambda line: tuple(line.match_ids.move_id.ids)).items():
            lines.write({
                "match_state": "question",
                "question": {**reason(code, **params), "candidates": list(move_ids)},
                "needs_me": True,
                "move_id": False,
                "match_rule_id": False,
                "permission": False,
                "write_off": 0,
            })
        self.remittance_id._refresh_counts()

    def _note_accepted(self):
        """Write on these lines that a person accepted their matches."""
        self.match_ids.filtered("lost_invoice").write({"lost_invoice": False})
        self.write({"match_state": "accepted", "question": False, "needs_me": False})
        living = self.match_ids.filtered(lambda match: match.state == "accepted")
        first = {match.line_id: match for match in living.sorted("id", reverse=True)}
        other = self.filtered(
            lambda line: line in first
            and (first[line].move_id, first[line].rule_id) != (line.move_id, line.match_rule_id)
        )
        for (move, rule), lines in other.grouped(lambda line: (first[line].move_id, first[line].rule_id)).items():
            lines.write({"move_id": move.id, "match_rule_id": rule.id})
        self.remittance_id._refresh_counts()
        for remittance in self.remittance_id:
            moves = living.filtered(lambda match, of=remittance: match.remittance_id == of).move_id
            remittance._wake_later(moves, is_decided=True)

    def _candidates(self):
        """Return the invoices among which the question of this line leaves the choice; read as the system.

        sudo: one may be of a company that the person does not work for, and is then refused by name.
        """
        ids = (self.question or {}).get("candidates", [])
        return self.env["account.move"].sudo().browse(ids).exists().sudo(False)

    def _proposed(self):
        """Return the matches that accepting these lines would accept."""
        return self.match_ids.filtered(lambda match: match.state == "proposed")

    def _foreign_companies(self, matches):
        """Return the companies of the matched invoices that the person does not work for."""
        return matches.sudo().move_company_id - self.env.user.company_ids  # sudo: only to tell whose they are

    def _refuse_foreign(self, matches):
        self._refuse_companies(self._foreign_companies(matches))

    def _refuse_companies(self, foreign):
        """Refuse to decide about invoices of companies that the person does not work for."""
        if foreign and not self.env.su:
            raise UserError(
                self.env._(
                    "%(companies)s: you do not work for this company, so you cannot decide about its invoices. Ask "
                    "somebody who does.",
                    companies=", ".join(foreign.mapped("name")),
                )
            )

    def _accepted_notice(self, foreign):
        if not foreign:
            return notice(self.env._("%(count)s line(s) accepted.", count=len(self)), "success")
        return notice(
            self.env._(
                "%(count)s line(s) accepted. %(left)s left out: their invoices belong to %(companies)s, for which you "
                "do not work.",
                count=len(self),
                left=len(foreign),
                companies=", ".join(foreign._foreign_companies(foreign._proposed()).mapped("name")),
            ),
            "warning",
        )

    def _log_decision(self, note=None):
        """Say in the history of the remittances what a person decided, in one sentence."""
        for remittance, lines in self.grouped("remittance_id").items():
            text = self.env._(
                "%(count)s line(s) decided: %(numbers)s.",
                count=len(lines),
                numbers=", ".join(lines[:MOST_NAMED].mapped(lambda line: line.number or line.description or "-")),
            )
            remittance.message_post(body=f"{text} {note}" if note else text)
