"""What matching a remittance needs to know from the database: a number of queries that does not grow with it."""

from collections import defaultdict
from decimal import Decimal

from odoo.tools import SQL

from ..engine.candidates import Candidates, Invoice
from ..engine.classify import Known, LineFacts

AMOUNTS = ("invoice_amount", "withholding", "discount", "paid", "remaining")


class MatchCandidates:
    """Answer every look-up of one remittance from memory.

    Records are read as the system: a payment pays invoices of all companies of its payee, and whoever matches it may
    not work for all of them. Nobody is shown more than an invoice's number, which stands on the payment anyway.
    """

    def __init__(self, remittance, only=None):
        """Look things up for a remittance, or for `only` the lines with these ids."""
        self.remittance = remittance.sudo()
        self.only = only
        self.env = self.remittance.env
        self.payee = self.remittance.payee_id
        self.env.flush_all()
        self.company_ids = tuple(self.payee._companies().ids)
        self.partner_ids = self._partners()

    # ------------------------------------------------------------------ where to look

    def _partners(self):
        """Return Amazon's own companies; empty where nobody named one, and then the customer proves nothing."""
        codes = self.payee.code_ids
        partners = self.payee.partner_id | codes.partner_id | codes.bill_to_ids.partner_id
        partners |= codes.bill_to_ids.invoice_partner_id
        return frozenset(partners.commercial_partner_id.ids)

    def widths(self):
        """Return the lengths of our own numbers that begin with zeros, which a spreadsheet may have dropped."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT length(amazon_vendor_number_key) FROM account_move
                    WHERE amazon_vendor_number_key ~ '^0[0-9]+$' AND company_id IN %s""",
                self.company_ids,
            )
        )
        return tuple(sorted(width for [width] in rows))

    # ------------------------------------------------------------------ the lines

    def lines(self):
        """Return (facts, the class that a person gave) of the lines that rules may decide, in their order."""
        rows = self.env.execute_query(
            SQL(
                """SELECT line.id, line.number, line.invoice_date, line.description, line.transaction_type,
                          line.reference, line.original_number, line.purchase_order, line.vendor_code, currency.name,
                          %(amounts)s, line.is_remainder, line.line_class, line.is_reversal, line.class_by
                     FROM amazon_vendor_remittance_line line
                LEFT JOIN res_currency currency ON currency.id = line.currency_id
                    WHERE line.remittance_id = %(remittance)s AND line.match_state IS DISTINCT FROM 'accepted'
                      AND NOT EXISTS (SELECT FROM amazon_vendor_match match
                                       WHERE match.line_id = line.id
                                         AND (match.verdict = 'wrong' OR match.lost_invoice))
                      AND %(chosen)s
                 ORDER BY line.sequence, line.id""",
                chosen=SQL("TRUE") if self.only is None else SQL("line.id = ANY(%s)", list(self.only)),
                amounts=SQL(", ").join(SQL("line.%s::text", SQL.identifier(name)) for name in AMOUNTS),
                remittance=self.remittance.id,
            )
        )
        return [self._facts(row) for row in rows]

    def _facts(self, row):
        """Return what the engine knows of a line, and the (class, is reversal) that a person gave it or None."""
        stated, *amounts = (Decimal(text or 0) for text in row[10:14])
        remaining = row[14]
        is_remainder, line_class, is_reversal, class_by = row[15:]
        facts = LineFacts(
            id=row[0],
            number=row[1] or "",
            date=row[2],
            description=row[3] or "",
            type=row[4] or "",
            reference=row[5] or "",
            original_number=row[6] or "",
            purchase_order=row[7] or "",
            vendor_code=row[8] or "",
            currency=row[9] or "",
            is_remainder=bool(is_remainder),
            invoice_amount=stated or None,  # not stated: no invoice is about nothing
            **dict(zip(AMOUNTS[1:4], amounts, strict=True)),
            remaining=None if remaining is None else Decimal(remaining),  # not stated is another thing than nothing
        )
        return facts, (line_class, bool(is_reversal)) if class_by else None

    # ------------------------------------------------------------------ what is known of numbers

    def known(self, keys, widths):
        """Return what we know about these keys: our own numbers, people's aliases, Amazon's other lists."""
        self.aliases = self._aliases(keys)
        register = self._register(keys)
        return Known(
            register=frozenset(register),
            credit_notes=frozenset(key for key, is_credit_note in register.items() if is_credit_note),
            aliases=frozenset(self.aliases),
            details=self._details(keys),
            widths=widths,
        )

    def _register(self, keys):
        """Return {key of ours among these: whether it is a credit note's}."""
        rows = self.env.execute_query(
            SQL(
                """SELECT move.amazon_vendor_number_key, bool_or(move.move_type = 'out_refund')
                     FROM unnest(%s::text[]) AS asked (key)
                     JOIN account_move move ON move.amazon_vendor_number_key = asked.key
                    WHERE move.company_id IN %s AND move.amazon_vendor_number_key IS NOT NULL
                 GROUP BY 1""",
                list(keys),
                self.company_ids,
            )
        )
        return dict(rows)

    def _aliases(self, keys):
        """Return {key that Amazon uses: id of the posted invoice that a person said it means}."""
        rows = self.env.execute_query(
            SQL(
                """SELECT alias.key, alias.move_id FROM amazon_vendor_invoice_alias alias
                     JOIN account_move move ON move.id = alias.move_id
                    WHERE alias.payee_id = %s AND alias.company_id = %s AND alias.key = ANY(%s)
                      AND move.amazon_vendor_number_key IS NOT NULL""",
                self.payee.id,
                self.remittance.company_id.id,
                list(keys),
            )
        )
        return dict(rows)

    def _details(self, keys):
        """Return {key: kinds of Amazon's other lists that explain it}."""
        rows = self.env.execute_query(
            SQL(
                """SELECT number_key, array_agg(DISTINCT kind) FROM amazon_vendor_detail
                    WHERE number_key = ANY(%s) AND (payee_id = %s OR payee_id IS NULL AND company_id IN %s)
                 GROUP BY number_key""",
                list(keys),
                self.payee.id,
                self.company_ids,
            )
        )
        return {key: frozenset(kinds) for key, kinds in rows}

    # ------------------------------------------------------------------ invoices

    def candidates(self, keys, orders):
        """Return the invoices that lines may mean, by our key (a person's alias among them) and by purchase order."""
        by_order_ids = self._ids_by_order(orders)
        wanted = set(self.aliases.values()).union(*by_order_ids.values())
        rows = self.env.execute_query(
            SQL(
                """SELECT move.id, move.amazon_vendor_number_key, move.company_id, currency.name,
                          CASE WHEN move.move_type = 'out_refund' THEN -move.amount_total
                               ELSE move.amount_total END::text,
                          move.commercial_partner_id, coalesce(move.invoice_date, move.date), move.ref
                     FROM account_move move JOIN res_currency currency ON currency.id = move.currency_id
                    WHERE move.company_id IN %(companies)s AND move.amazon_vendor_number_key IS NOT NULL
                      AND move.id IN (SELECT id FROM account_move
                                        JOIN unnest(%(keys)s::text[]) AS asked (key)
                                          ON amazon_vendor_number_key = asked.key
                                       UNION SELECT unnest(%(ids)s::int[]))
                 ORDER BY move.id""",
                companies=self.company_ids,
                keys=list(keys),
                ids=list(wanted),
            )
        )
        ids = [row[0] for row in rows]
        orders_of, code_of = self._orders_of(ids)
        given = self._given(ids)
        invoices = {}
        for move_id, key, company_id, currency, total, partner_id, day, ref in rows:
            named = orders_of[move_id] | ({order_name(ref)} if ref else set())
            invoices[move_id] = Invoice(
                id=move_id,
                key=key,
                company_id=company_id,
                currency=currency,
                total=Decimal(total),
                is_customer_ours=not self.partner_ids or partner_id in self.partner_ids,
                purchase_orders=frozenset(named),
                vendor_code=code_of.get(move_id, ""),
                date=day,
                **given.get(move_id, {}),
            )
        return self._grouped(invoices, by_order_ids)

    def _grouped(self, invoices, by_order_ids):
        """Return the engine's own look-up tables."""
        by_key = defaultdict(list)
        for invoice in invoices.values():
            by_key[invoice.key].append(invoice)
        return Candidates(
            by_key={key: tuple(found) for key, found in by_key.items()},
            by_order={
                order: tuple(invoices[move_id] for move_id in sorted(ids) if move_id in invoices)
                for order, ids in by_order_ids.items()
            },
            by_alias={key: (invoices[move_id],) for key, move_id in self.aliases.items() if move_id in invoices},
        )

    def _ids_by_order(self, orders):
        """Return {purchase order: ids of our documents for it}: by the sale order, or by a reference on either."""
        names = sorted({order_name(order) for order in orders if order_name(order)})
        if not names:
            return {}
        rows = self.env.execute_query(
            SQL(
                """WITH sold AS (
                       SELECT po.name AS number, sale.id FROM amazon_vendor_purchase_order po
                         JOIN sale_order sale ON sale.amazon_vendor_purchase_order_id = po.id
                        WHERE po.name = ANY(%(names)s) AND sale.company_id IN %(companies)s
                        UNION
                       SELECT upper(trim(client_order_ref)), id FROM sale_order
                        WHERE upper(trim(client_order_ref)) = ANY(%(names)s) AND client_order_ref IS NOT NULL
                          AND company_id IN %(companies)s)
                   SELECT DISTINCT sold.number, move.id FROM sold
                     JOIN sale_order_line line ON line.order_id = sold.id
                     JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
                     JOIN account_move_line item ON item.id = rel.invoice_line_id
                     JOIN account_move move ON move.id = item.move_id
                    WHERE move.amazon_vendor_number_key IS NOT NULL
                    UNION
                   SELECT upper(trim(ref)), id FROM account_move
                    WHERE upper(trim(ref)) = ANY(%(names)s) AND ref IS NOT NULL AND company_id IN %(companies)s
                      AND amazon_vendor_number_key IS NOT NULL""",
                names=names,
                companies=self.company_ids,
            )
        )
        found = defaultdict(set)
        for number, move_id in rows:
            found[number].add(move_id)
        return found

    def _orders_of(self, move_ids):
        """Return ({invoice id: its purchase orders}, {invoice id: the one vendor code that ordered})."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT item.move_id, coalesce(po.name, upper(trim(sale.client_order_ref))), code.name
                     FROM account_move_line item
                     JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = item.id
                     JOIN sale_order_line line ON line.id = rel.order_line_id
                     JOIN sale_order sale ON sale.id = line.order_id
                LEFT JOIN amazon_vendor_purchase_order po ON po.id = sale.amazon_vendor_purchase_order_id
                LEFT JOIN amazon_vendor_code code ON code.id = po.code_id
                    WHERE item.move_id = ANY(%s)""",
                move_ids,
            )
        )
        orders, codes = defaultdict(set), defaultdict(set)
        for move_id, number, code in rows:
            if number:
                orders[move_id].add(number)
            if code:
                codes[move_id].add(code)
        return orders, {move_id: next(iter(found)) for move_id, found in codes.items() if len(found) == 1}

    def _given(self, move_ids):
        """Return {invoice id: what other lines already give it: accepted ('allocated') and only proposed}.

        Both with what is written off.
        What people accepted counts always; what is proposed only of earlier payments, so that the answer does not
        depend on which payment was matched first. A claim links to its invoice and does not use it up, and what is
        said in another currency is a question anyway.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT match.move_id,
                          coalesce(sum(%(sum)s) FILTER (WHERE match.state = 'accepted'), 0)::text,
                          coalesce(sum(%(sum)s) FILTER (WHERE match.state = 'proposed'), 0)::text
                     FROM amazon_vendor_match match
                     JOIN amazon_vendor_remittance_line line ON line.id = match.line_id
                     JOIN amazon_vendor_remittance other ON other.id = match.remittance_id
                     JOIN account_move move ON move.id = match.move_id AND move.currency_id = match.currency_id
                    WHERE match.move_id = ANY(%(ids)s) AND line.line_class = 'invoice' AND other.is_void IS NOT TRUE
                      AND (match.state = 'accepted'
                           OR match.state = 'proposed' AND (%(before)s OR %(beside)s))
                 GROUP BY match.move_id""",
                sum=SQL("match.amount + coalesce(match.write_off, 0)"),
                ids=move_ids,
                before=earlier(SQL("other"), self.remittance),
                beside=self._beside(),
            )
        )
        return {
            move_id: {"allocated": Decimal(accepted), "proposed": Decimal(proposed)}
            for move_id, accepted, proposed in rows
        }

    def _beside(self):
        """Match the lines of this remittance that are not matched now, because only some are."""
        if self.only is None:
            return SQL("FALSE")
        return SQL("other.id = %s AND line.id != ALL(%s)", self.remittance.id, list(self.only))


def earlier(alias, remittance):
    """Match the remittances that were paid before this one; a payment without a date comes last.

    Of one day the lower number comes first, whichever was imported first.
    """
    return SQL(
        """(coalesce(%(alias)s.payment_date, 'infinity'), length(%(alias)s.name), %(alias)s.name, %(alias)s.id)
           < (coalesce(%(day)s::date, 'infinity'), length(%(name)s), %(name)s, %(id)s)""",
        alias=alias,
        day=remittance.payment_date or None,
        name=remittance.name or "",
        id=remittance.id,
    )


def order_name(text):
    """Return a purchase order's number as it is compared."""
    return (text or "").strip().upper()
