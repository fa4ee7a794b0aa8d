from odoo import api, models
from odoo.tools import SQL


def address_text(address):
    """Return the address as Amazon states it, a line each; empty when it states none."""
    if not address:
        return ""
    lines = (
        address.name,
        address.line1,
        address.line2,
        address.line3,
        " ".join(part for part in (address.postal_code, address.city) if part),
        " ".join(part for part in (address.district, address.county, address.state_or_region) if part),
        address.country_code,
    )
    return "\n".join(line for line in lines if line)


class AmazonVendorKeyedMixin(models.AbstractModel):
    """Find or make rows that Amazon names, and let an import meet them again by that name."""

    _name = "amazon.vendor.keyed.mixin"
    _description = "Row under Amazon's own name"

    # (column of the owner, column of the name): unique together in the database.
    _amazon_key = ()

    @api.model
    def _amazon_name(self, name):
        """Return Amazon's name as we store it: file imports and people write it in any case."""
        return (name or "").strip().upper()

    @api.model
    def _by_amazon_name(self, parties):
        """Return {our spelling: party}; of several statements of one party the one with an address counts."""
        stated = {}
        for party in parties:
            name = self._amazon_name(party and party.party_id)
            if name and (name not in stated or party.address):
                stated[name] = party
        return stated

    @api.model
    def _insert_missing(self, owner, names, **columns):
        """Insert the names that the owner does not have yet and return the new records.

        Set-based, and safe when several workers meet the same new name: the loser either sees the winner's row or gets
        a serialization failure, which its caller repeats on a fresh snapshot. Only `columns` are filled; write the
        rest.
        """
        if not names:
            return self.browse()
        owner_column, name_column = self._amazon_key
        values = {"create_uid": self.env.uid, "write_uid": self.env.uid, **columns}
        self.env.flush_all()
        # A lost race is no error to report: not logged here, repeated above.
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO %(table)s (%(owner_column)s, %(name_column)s, create_date, write_date, %(columns)s)
                     SELECT %(owner)s, name, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', %(values)s
                       FROM unnest(%(names)s) AS name
                ON CONFLICT DO NOTHING
                  RETURNING id
                """,
                table=SQL.identifier(self._table),
                owner_column=SQL.identifier(owner_column),
                name_column=SQL.identifier(name_column),
                columns=SQL(", ").join(map(SQL.identifier, values)),
                owner=owner.id,
                values=SQL(", ").join(SQL("%s", value) for value in values.values()),
                names=sorted(names),
            ),
            log_exceptions=False,
        )
        records = self.browse(row[0] for row in self.env.cr.fetchall())
        # The cache may remember that there was no such row, and computed columns are still empty.
        self.invalidate_model()
        owner.invalidate_recordset()
        for field in self._fields.values():
            if field.store and field.compute and field.name not in columns:
                self.env.add_to_compute(field, records)
        return records

    @api.model
    def _load_records_create(self, vals_list):
        """Meet rows that are already there by Amazon's name: an import fills them instead of failing on the key."""
        owner_column, name_column = self._amazon_key
        for vals in vals_list:
            if vals.get(name_column):
                vals[name_column] = self._amazon_name(vals[name_column])
        known = {
            (record[owner_column].id, record[name_column]): record
            for record in self.search(
                [
                    (owner_column, "in", [vals.get(owner_column) for vals in vals_list]),
                    (name_column, "in", [vals.get(name_column) for vals in vals_list]),
                ]
            )
        }
        records = []
        missing = []
        for position, vals in enumerate(vals_list):
            record = known.get((vals.get(owner_column), vals.get(name_column)), self.browse())
            if record:
                record._load_records_write(vals)
            else:
                missing.append(position)
            records.append(record)
        created = super()._load_records_create([vals_list[position] for position in missing])
        for position, record in zip(missing, created, strict=True):
            records[position] = record
        return self.browse(record.id for record in records)

    @api.model_create_multi
    def create(self, vals_list):
        name_column = self._amazon_key[1]
        for vals in vals_list:
            if vals.get(name_column):
                vals[name_column] = self._amazon_name(vals[name_column])
        return super().create(vals_list)

    def write(self, vals):
        name_column = self._amazon_key[1]
        if vals.get(name_column):
            vals = {**vals, name_column: self._amazon_name(vals[name_column])}
        return super().write(vals)

    @api.model
    def _resume_orders(self, domain):
        """Let waiting purchase orders of the domain go on.

        sudo: who may answer the question an order waits for need not have the right to touch the order itself.
        """
        self.env["amazon.vendor.purchase.order"].sudo()._resume(domain)
