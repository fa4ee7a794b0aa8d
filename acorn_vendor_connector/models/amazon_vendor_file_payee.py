"""Find out for whom a file is: by what it says, by where it came from, or by asking."""

from odoo import models

from .amazon_vendor_account import ENVIRONMENTS
from .amazon_vendor_wait import reason

REAL_FIRST = [name for name, _label in ENVIRONMENTS]


class AmazonVendorFile(models.Model):
    _inherit = "amazon.vendor.file"

    # ------------------------------------------------------------------ remittances

    def _judge_payees(self, judgement, chosen):
        """Find the payee of a remittance, and refuse what is somebody else's."""
        documents = judgement.reading.documents
        codes = {document["payee"].upper() for document in documents if document.get("payee")}
        payees = self._payees_named(judgement, codes, chosen) if codes else self._payee_meant(judgement, chosen)
        if judgement.reasons or judgement.questions:
            return
        if chosen and codes and chosen not in payees:
            judgement.reasons.append(
                reason("payee_differs", payee=", ".join(sorted(codes)), chosen=chosen.sudo().name)
            )
            return
        judgement.payee = payees[:1]
        judgement.company, judgement.environment = judgement.payee.company_id, judgement.payee.environment
        self._judge_vendor_codes(judgement, payees)

    def _payees_named(self, judgement, codes, chosen):
        """Return the payees of these codes, all of one environment: that of the chosen one, or the real one."""
        # sudo: a payee may be of a company that this person does not work for, and then it is refused by name.
        found = self.env["amazon.vendor.payee"].sudo().search([("name", "in", list(codes))])
        environments = [chosen.environment] if chosen else REAL_FIRST
        for environment in environments:
            payees = found.filtered(lambda payee, environment=environment: payee.environment == environment)
            if payees:
                break
        missing = sorted(codes - set(payees.mapped("name")))
        if missing:
            judgement.reasons.append(reason("payee_unknown", payee=", ".join(missing)))
        for payee in payees:
            self._refuse_foreign(judgement, payee)
        return payees

    def _refuse_foreign(self, judgement, payee):
        if not self._works_for(payee.company_id):
            judgement.reasons.append(
                reason("payee_of_other_company", payee=payee.name, company=payee.company_id.name)
            )

    def _payee_meant(self, judgement, chosen):
        """Return the payee of a file that names none: the chosen one, that of its vendor codes, or the only one."""
        if chosen:
            chosen = chosen.sudo()  # a shared payee may be of a company that is not read here; it is checked next
            self._refuse_foreign(judgement, chosen)
            return chosen
        fitting = self._payees_of_codes(judgement) or self._payees_fitting(judgement)
        if len(fitting) != 1:
            judgement.questions.append(reason("ask_payee"))
            if not fitting:
                judgement.questions.clear()
                judgement.reasons.append(reason("no_payee_here"))
        return fitting

    def _payees_of_codes(self, judgement):
        names = self._vendor_codes(judgement)
        codes = self.env["amazon.vendor.code"].search([("name", "in", list(names))]) if names else None
        payees = codes.payee_id if codes else self.env["amazon.vendor.payee"]
        return self._most_real(payees.filtered(lambda payee: payee.company_id in self.env.companies))

    def _payees_fitting(self, judgement):
        """Return the payees of the person's companies; those of the currency that was paid, if there are any."""
        payees = self._most_real(self.env["amazon.vendor.payee"].search([("company_id", "in", self.env.companies.ids)]))
        currencies = {document["payment"].get("currency") for document in judgement.reading.documents}
        same = payees.filtered(
            lambda payee: (payee.journal_id.currency_id or payee.company_id.currency_id).name in currencies
        )
        return same or payees

    def _most_real(self, payees):
        """Leave sandbox and simulator out where there is a real one."""
        for environment in REAL_FIRST:
            found = payees.filtered(lambda payee, environment=environment: payee.environment == environment)
            if found:
                return found
        return payees

    def _vendor_codes(self, judgement):
        """Return the vendor codes that stand in a file."""
        rows = (
            row for document in judgement.reading.documents
            for row in (*document.get("lines", ()), *document.get("rows", ()))
        )
        return {row["vendor_code"].strip().upper() for row in rows if row.get("vendor_code")}

    def _judge_vendor_codes(self, judgement, payees):
        """Refuse a file with lines of a vendor code that another payee is paid for, or only of strangers."""
        names = self._vendor_codes(judgement)
        if not names:
            return
        codes = self.env["amazon.vendor.code"].sudo().search([  # to tell whose they are
            ("environment", "=", judgement.environment), ("name", "in", list(names)),
        ])
        others = codes.filtered(lambda code: code.payee_id and code.payee_id not in payees)
        if others:
            judgement.reasons.append(reason(
                "vendor_code_of_other_payee", codes=", ".join(others.mapped("name")),
                payee=", ".join(payees.mapped("name")),
            ))
        elif not codes and payees.code_ids:
            judgement.reasons.append(reason("vendor_code_unknown", codes=", ".join(sorted(names))))

    # ------------------------------------------------------------------ other lists

    def _judge_list(self, judgement, chosen):
        """Find the books that a list belongs to: by its vendor codes, its payee, or the person's company."""
        named = {
            row["payee"].upper() for document in judgement.reading.documents
            for row in document["rows"] if row.get("payee")
        }
        payees = self.env["amazon.vendor.payee"]
        if named:
            payees = self._payees_named(judgement, named, chosen)
        if judgement.reasons:
            return
        names = self._vendor_codes(judgement)
        codes = self.env["amazon.vendor.code"].sudo().search([("name", "in", list(names))])  # to tell whose they are
        if names and not codes and not payees and self.env["amazon.vendor.code"].sudo().search_count([], limit=1):
            judgement.reasons.append(reason("vendor_code_unknown", codes=", ".join(sorted(names))))
            return
        payees = payees or chosen or self._most_real(codes.payee_id)[:1] or self._only_one(judgement)
        judgement.payee = payees[:1]
        judgement.company = judgement.payee.company_id or codes.company_id[:1] or self.env.company
        judgement.environment = judgement.payee.environment or codes[:1].environment or REAL_FIRST[0]
        if chosen and named and chosen not in payees:
            judgement.reasons.append(
                reason("payee_differs", payee=", ".join(sorted(named)), chosen=chosen.sudo().name)
            )

    def _only_one(self, _judgement):
        payees = self._most_real(self.env["amazon.vendor.payee"].search([("company_id", "in", self.env.companies.ids)]))
        return payees if len(payees) == 1 else payees.browse()

    # ------------------------------------------------------------------ purchase orders

    def _judge_orders(self, judgement):
        """Take purchase orders of our vendor codes; those that Amazon's API told us are left alone."""
        documents = judgement.reading.documents
        kind = self.env["amazon.vendor.page"]._order_kind()
        names = {(kind.vendor_code(document) or "").strip().upper() for document in documents}
        codes = self.env["amazon.vendor.code"].sudo().search([("name", "in", list(names))])  # to tell whose they are
        codes = self._most_real_codes(codes)
        missing = sorted(names - set(codes.mapped("name")))
        if missing:
            judgement.reasons.append(reason("vendor_code_unknown", codes=", ".join(missing) or "?"))
            return
        foreign = codes.account_id.company_id.filtered(lambda company: not self._works_for(company))
        judgement.company, judgement.environment = (foreign or codes[0].account_id.company_id)[0], codes[0].environment
        judgement.payee = codes.payee_id[:1]
        known = self._orders_from_amazon(judgement.environment, [kind.number(document) for document in documents])
        judgement.left_out = frozenset(
            position for position, document in enumerate(documents) if kind.number(document) in known
        )
        if known:
            judgement.warnings.append(reason("note_orders_known", orders=", ".join(sorted(known)[:20])))
        if len(judgement.left_out) == len(documents):
            judgement.is_stale = True
            judgement.warnings.append(reason("orders_known"))

    def _most_real_codes(self, codes):
        for environment in REAL_FIRST:
            found = codes.filtered(lambda code, environment=environment: code.environment == environment)
            if found:
                return found
        return codes

    def _orders_from_amazon(self, environment, names):
        """Return those of these purchase orders that Amazon itself told us."""
        rows = self.env["amazon.vendor.message"].sudo()._read_group(  # whoever imports, what Amazon said goes before
            [
                ("environment", "=", environment), ("document_type", "=", "purchase_order"),
                ("direction", "=", "inbound"), ("reference", "in", names), ("page_id.feed", "!=", "file"),
            ],
            ["reference"],
        )
        return {name for [name] in rows}
