"""Know which remittances have to be matched again when invoices or payments come, go or change."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from .amazon_vendor_match_candidates import earlier
from .concurrency import is_first_time

CRON = "acorn_vendor_connector.cron_match_remittances"
# So long ago invoices may have been posted that a payment did not see; the cron runs at least every hour.
MISSED = timedelta(hours=2)
# The words of a line's texts that may be a purchase order; no further than the engine reads.
TEXTS = " || ' ' || ".join(
    f"coalesce(left({name}, 120), '')" for name in ("purchase_order", "reference", "description")
)
WORDS = f"regexp_split_to_array(upper({TEXTS}), '[^A-Z0-9]+')"
# Lines that look for an invoice by its order.
SEEKING = "needs_me AND line_class = 'invoice'"


class AmazonVendorRemittanceLine(models.Model):
    _inherit = "amazon.vendor.remittance.line"

    # Posting an invoice asks whether a line may mean it.
    _open_words_idx = models.Index(f"USING gin (({WORDS})) WHERE {SEEKING}")


class AmazonVendorRemittance(models.Model):
    _inherit = "amazon.vendor.remittance"

    # ------------------------------------------------------------------ ask for it

    @api.model
    def _trigger_match(self, at=None):
        """Ask for a run of the matching, now or at a moment."""
        if is_first_time(self.env, "match", at):
            cron = self.env.ref(CRON, raise_if_not_found=False)  # posting an invoice must not fail for want of it
            if cron:
                cron.sudo()._trigger(at)  # crons belong to the system

    # ------------------------------------------------------------------ invoices that come and go

    @api.model
    def _wake_for(self, moves):
        """Match those remittances again that have open lines which may mean these invoices.

        By their number, by the number their claim is about, or by the purchase order. Where no line does, it costs a
        look into a few indexes.
        """
        keys = {key for key in moves.mapped("amazon_vendor_number_key") if key}
        keys = sorted(keys | {key.lstrip("0") for key in keys if key.isdigit()})  # a spreadsheet may have dropped zeros
        orders = [name.strip().upper() for name in self._orders_named(moves) if name]
        if keys:
            self._wake(SQL("%s UNION %s UNION %s", _lines_about(keys), _lines_of_orders(orders), _lost(moves)))

    @api.model
    def _wake_for_keys(self, keys):
        """Match those remittances again whose open lines are about these numbers."""
        if keys:
            self._wake(_lines_about(keys))

    @api.model
    def _wake_unclassified(self, companies):
        """Match those remittances of these companies again that have lines nobody could tell what they are."""
        self._wake(
            SQL(
                """SELECT remittance_id FROM amazon_vendor_remittance_line
                    WHERE needs_me AND company_id = ANY(%s)
                      AND question->>'code' IN ('unknown_line', 'class_unsure')""",
                companies.ids,
            )
        )

    @api.model
    def _wake_missed(self):
        """Wake lines of which the invoice was posted or reset while their payment was just being matched.

        Neither transaction saw the other; that is mended here once an hour, by what was posted or reset lately.
        """
        lately = SQL("now() AT TIME ZONE 'UTC' - %s", MISSED)
        self._lose_invoices(self.env["account.move"].browse(self._reset_unseen(lately)))
        self.env.cr.execute(
            SQL(
                """UPDATE amazon_vendor_remittance SET needs_match = TRUE
                    WHERE needs_match IS NOT TRUE AND is_void IS NOT TRUE AND id IN (%s)""",
                _posted_unseen(lately),
            )
        )
        self.invalidate_model(["needs_match"])

    @api.model
    def _reset_unseen(self, lately):
        """Return the ids of invoices that are not posted, though a payment that was matched lately names them."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT move.id FROM amazon_vendor_remittance remittance
                     JOIN amazon_vendor_match match ON match.remittance_id = remittance.id
                     JOIN account_move move ON move.id = match.move_id
                    WHERE remittance.write_date > %(lately)s AND match.state != 'withdrawn'
                      AND move.amazon_vendor_number_key IS NULL AND move.write_date > %(lately)s""",
                lately=lately,
            )
        )
        return [move_id for [move_id] in rows]

    @api.model
    def _orders_named(self, moves):
        """Return the purchase orders that these invoices are for, as a line of a payment may name them."""
        sales = moves.invoice_line_ids.sale_line_ids.order_id
        names = sales.amazon_vendor_purchase_order_id.mapped("name")
        return [*names, *sales.mapped("client_order_ref"), *moves.mapped("ref")]

    def _wake_later(self, moves, is_decided=False):
        """Have later payments matched again that name these invoices: what is left for them has changed.

        What a person decided counts for the earlier ones, too, and for other lines of this one that pay the invoices.
        """
        if not moves:
            return
        self.env["account.move"].flush_model(["amazon_vendor_number_key"])
        self._wake(
            SQL(
                """SELECT later.id FROM amazon_vendor_remittance later
                    WHERE later.id IN (
                          SELECT line.remittance_id FROM amazon_vendor_match match
                            JOIN amazon_vendor_remittance_line line ON line.id = match.line_id
                           WHERE match.move_id = ANY(%(moves)s) AND match.state = 'proposed' AND %(other)s
                           UNION
                          SELECT line.remittance_id FROM account_move move
                            JOIN amazon_vendor_remittance_line line ON line.number_key = move.amazon_vendor_number_key
                           WHERE move.id = ANY(%(moves)s) AND line.match_state != 'accepted' AND %(other)s
                           UNION
                          SELECT line.remittance_id FROM account_move move
                            JOIN amazon_vendor_remittance_line line ON line.base_key = move.amazon_vendor_number_key
                           WHERE move.id = ANY(%(moves)s) AND line.match_state != 'accepted' AND %(other)s)
                      AND NOT %(before)s""",
                moves=moves.ids,
                other=SQL(
                    "(line.remittance_id != %s OR %s AND line.line_class = 'invoice')", self.id, is_decided,
                ),
                before=SQL("FALSE") if is_decided else earlier(SQL("later"), self),
            )
        )

    @api.model
    def _wake(self, found):
        """Note that remittances have to be matched again, and ask for it; those that know already are left alone."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """UPDATE amazon_vendor_remittance SET needs_match = TRUE
                    WHERE id IN (%s) AND needs_match IS NOT TRUE AND is_void IS NOT TRUE RETURNING id""",
                found,
            )
        )
        if rows:
            self.browse(each for [each] in rows).invalidate_recordset(["needs_match"])
            self._trigger_match()

    @api.model
    def _lose_invoices(self, moves):
        """Make questions of the lines that are matched to invoices which were reset, cancelled or renumbered.

        What a person accepted is kept aside: posted again, the invoice has its line back.
        """
        if not moves:
            return
        matches = self.env["amazon.vendor.match"]
        found = matches.search([("move_id", "in", moves.ids), ("state", "!=", "withdrawn")])
        lost = found.filtered(lambda match: match.move_id.state != "posted")
        if lost:
            lost.filtered(lambda match: match.state == "accepted").write({"lost_invoice": True})
            names = ", ".join(sorted({name for name in lost.mapped("invoice_name") if name}))
            lost.line_id._withdraw_matches("invoice_reset", invoices=names)
        if found:
            found.remittance_id.write({"needs_match": True})
            self._trigger_match()

    def _restore_accepted(self):
        """Give lines back what people accepted before its invoice was reset, once all of it is posted again."""
        rows = self.env.execute_query(
            SQL(
                """WITH back AS (
                       SELECT match.line_id FROM amazon_vendor_match match
                         JOIN account_move move ON move.id = match.move_id
                        WHERE match.remittance_id = %s AND match.lost_invoice AND match.state = 'withdrawn'
                     GROUP BY match.line_id HAVING bool_and(move.state = 'posted'))
                   UPDATE amazon_vendor_match match SET state = 'accepted', lost_invoice = FALSE
                     FROM back WHERE match.line_id = back.line_id AND match.lost_invoice
                RETURNING match.line_id, match.move_id""",
                self.id,
            )
        )
        if rows:
            self.env["amazon.vendor.match"].invalidate_model()
            lines = self.env["amazon.vendor.remittance.line"].browse(line_id for line_id, _move_id in rows)
            lines.sudo()._note_accepted()  # whoever matches: it is what a person decided before
        return {move_id for _line_id, move_id in rows}


def _lines_about(keys):
    """Select the remittances with lines about these numbers that no person decided."""
    return SQL(
        """SELECT remittance_id FROM amazon_vendor_remittance_line
            WHERE match_state != 'accepted' AND number_key = ANY(%(keys)s)
            UNION
           SELECT remittance_id FROM amazon_vendor_remittance_line
            WHERE match_state != 'accepted' AND base_key = ANY(%(keys)s)""",
        keys=keys,
    )


def _lines_of_orders(orders):
    """Select the remittances with open lines that name these purchase orders, in their own column or in a text."""
    return SQL(
        """SELECT remittance_id FROM amazon_vendor_remittance_line
            WHERE needs_me AND upper(trim(purchase_order)) = ANY(%(orders)s)
            UNION
           SELECT remittance_id FROM amazon_vendor_remittance_line
            WHERE %(seeking)s AND %(words)s && %(orders)s::text[]""",
        orders=orders,
        seeking=SQL(SEEKING),
        words=SQL(WORDS),
    )


def _posted_unseen(lately):
    """Select the remittances with lines that found nothing, though what they name was posted lately."""
    return SQL(
        """WITH empty AS (
               SELECT * FROM amazon_vendor_remittance_line
                WHERE needs_me AND question->>'code' IN ('not_found', 'no_base_invoice')),
           named AS (
               SELECT line.remittance_id, word FROM empty line
                 JOIN amazon_vendor_remittance remittance ON remittance.id = line.remittance_id,
                      unnest(%(words)s) AS word
                WHERE line.line_class = 'invoice' AND remittance.write_date > %(lately)s),
           posted AS (
               SELECT empty.remittance_id, move.id FROM empty
                 JOIN account_move move ON move.amazon_vendor_number_key IN (empty.number_key, empty.base_key)
                UNION
               SELECT empty.remittance_id, move.id FROM account_move move
                 JOIN empty ON ltrim(move.amazon_vendor_number_key, '0') IN (empty.number_key, empty.base_key)
                WHERE move.amazon_vendor_number_key ~ '^0[0-9]+$' AND move.write_date > %(lately)s
                UNION
               SELECT named.remittance_id, move.id FROM named JOIN account_move move ON upper(trim(move.ref)) = word
                WHERE move.ref IS NOT NULL AND move.amazon_vendor_number_key IS NOT NULL
                UNION
               SELECT sold.remittance_id, item.move_id FROM (
                          SELECT named.remittance_id, sale.id FROM named
                            JOIN amazon_vendor_purchase_order po ON po.name = word
                            JOIN sale_order sale ON sale.amazon_vendor_purchase_order_id = po.id
                           UNION
                          SELECT named.remittance_id, sale.id FROM named
                            JOIN sale_order sale ON upper(trim(sale.client_order_ref)) = word
                           WHERE sale.client_order_ref IS NOT NULL) sold
                 JOIN sale_order_line ordered ON ordered.order_id = sold.id
                 JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = ordered.id
                 JOIN account_move_line item ON item.id = rel.invoice_line_id)
           SELECT posted.remittance_id FROM posted JOIN account_move move ON move.id = posted.id
            WHERE move.amazon_vendor_number_key IS NOT NULL AND move.write_date > %(lately)s""",
        words=SQL(WORDS),
        lately=lately,
    )


def _lost(moves):
    """Select the remittances with lines that a person gave to one of these invoices before it was reset."""
    return SQL("SELECT remittance_id FROM amazon_vendor_match WHERE lost_invoice AND move_id = ANY(%s)", moves.ids)
