from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL


class AmazonVendorSecret(models.Model):
    """Keep the secrets of apps and accounts where no user can read them.

    The model has no access right for anybody and its value is not readable through the ORM either: `_store` and
    `_value` are the only doors, and both are closed to RPC.
    """

    _name = "amazon.vendor.secret"
    _description = "Amazon secret"

    app_id = fields.Many2one("amazon.vendor.app", ondelete="cascade", copy=False)
    account_id = fields.Many2one("amazon.vendor.account", ondelete="cascade", copy=False)
    kind = fields.Selection(
        [
            ("client_secret", "Client secret"),
            ("next_client_secret", "Client secret that waits for its test"),
            ("refresh_token", "Refresh token"),
        ],
        required=True,
        copy=False,
    )
    value = fields.Char(required=True, copy=False, groups=NO_ACCESS, exportable=False)
    set_on = fields.Datetime(required=True, copy=False)

    _one_owner = models.Constraint("CHECK(num_nonnulls(app_id, account_id) = 1)", "A secret has one owner.")
    _app_uniq = models.UniqueIndex("(app_id, kind) WHERE app_id IS NOT NULL")
    _account_uniq = models.UniqueIndex("(account_id, kind) WHERE account_id IS NOT NULL")

    @api.model
    def _owner_column(self, owner):
        return {"amazon.vendor.app": "app_id", "amazon.vendor.account": "account_id"}[owner._name]

    @api.model
    def _store(self, kind, owner, value):
        """Put the owner's secret in place of the one before; an empty value removes it.

        Odoo's cursor would write the statement to the log with its parameters when it fails, and always at debug level:
        this one speaks to the same transaction without it.
        """
        owner.ensure_one()
        value = (value or "").strip()
        if any(character.isspace() for character in value):
            raise UserError(self.env._("A secret has no blanks or line breaks in it. Copy it again, all of it."))
        column = SQL.identifier(self._owner_column(owner))
        if value:
            query = SQL(
                """
                INSERT INTO amazon_vendor_secret (%(column)s, kind, value, set_on, create_uid, create_date)
                     VALUES (%(owner)s, %(kind)s, %(value)s, %(now)s, %(uid)s, %(now)s)
                ON CONFLICT (%(column)s, kind) WHERE %(column)s IS NOT NULL
                  DO UPDATE SET value = EXCLUDED.value, set_on = EXCLUDED.set_on
                """,
                column=column,
                owner=owner.id,
                kind=kind,
                value=value,
                now=fields.Datetime.now(),
                uid=self.env.uid,
            )
        else:
            query = SQL("DELETE FROM amazon_vendor_secret WHERE %s = %s AND kind = %s", column, owner.id, kind)
        with self.env.cr._cnx.cursor() as cursor:
            cursor.execute(query.code, query.params)

    @api.model
    def _value(self, kind, owner):
        """Return the owner's secret, or None."""
        owner.ensure_one()
        self.env.cr.execute(
            SQL(
                "SELECT value FROM amazon_vendor_secret WHERE %s = %s AND kind = %s",
                SQL.identifier(self._owner_column(owner)),
                owner.id,
                kind,
            )
        )
        row = self.env.cr.fetchone()
        return row and row[0]

    @api.model
    def _last4(self, value):
        """Return what may be shown: the last four characters, and nothing of a secret so short that they tell much."""
        value = (value or "").strip()
        return value[-4:] if len(value) >= 12 else ""
