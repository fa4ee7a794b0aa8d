import json
from datetime import timedelta

from odoo import api, fields, models

# Longer than a batch takes and than the questions' cron rests.
KEPT = timedelta(hours=3)
# More answers than people give meanwhile.
MOST = 10_000


class AmazonVendorAnswer(models.Model):
    """Remember what people have just answered, for orders that begin to wait at the same moment.

    A lane that decides on an older snapshot does not see the answer, and who answers does not see the lane's order yet:
    the order would wait for ever. Looked at once more after both have committed, it goes on.
    """

    _name = "amazon.vendor.answer"
    _description = "Answer to what orders wait for"
    _order = "id"

    domain = fields.Char(required=True, readonly=True)
    seen_at = fields.Datetime(readonly=True, help="Whoever began to decide after this moment knows the answer.")

    @api.model
    def _remember(self, domain):
        """Keep which orders an answer frees."""
        self.create({"domain": json.dumps(list(domain), default=list)})

    @api.model
    def _catch_up(self):
        """Free the orders that were decided before their answer was known; forget answers that everybody knows."""
        now = fields.Datetime.now()
        answers = self.search([], limit=MOST)
        answers.filtered(lambda answer: not answer.seen_at).seen_at = now
        orders = self.env["amazon.vendor.purchase.order"]
        for domain, same in answers.grouped("domain").items():
            orders._waiting_for(json.loads(domain))._receive_again(decided_before=max(same.mapped("seen_at")))
        answers.filtered(lambda answer: answer.seen_at < now - KEPT).unlink()
