"""Everything that receiving made or changed in the database, as plain values by which two runs can be compared.

Nothing is chosen by hand: each row of each table that is new or other than before is read with all its stored fields.
What only counts, ids and names from sequences, is replaced by labels that say what a record is.
"""

import re
from collections import Counter

from odoo.tools import SQL

# What is no result: the workings of the system, and queues of browsers.
LEFT_OUT = (
    "amazon.vendor.answer", "mail.tracking.value", "ir.", "bus.", "base.", "res.device", "res.users.log", "discuss.",
    "web_tour.",
)  # fmt: skip
TECHNICAL = {"id", "create_date", "write_date", "write_uid", "parent_path", "access_token", "message_id"}
# What a person sees though it is not stored.
SHOWN = {
    "sale.order": ("delivery_count", "expected_date"),
    "stock.picking": ("products_availability", "products_availability_state"),
    "stock.move": ("forecast_availability", "forecast_expected_date"),
    "stock.warehouse.orderpoint": ("qty_on_hand", "qty_forecast", "qty_to_order"),
}
# Rows that are compared even where nothing touched them.
ALWAYS = ("stock.quant", "stock.warehouse.orderpoint")
# What is named by a sequence; a record comes after those whose names it carries.
NUMBERED = ("sale.order", "purchase.order", "mrp.production", "stock.picking", "stock.picking.batch")
# The name of a transfer that is not there any more, as an error may still have it.
TRANSFER = re.compile(r"[A-Z]+/[A-Z]+/\d{5}")
# What tells a new record from others of its model; where nothing is said, its name does.
DESCRIBED_BY = {
    "sale.order": ("client_order_ref",),
    "purchase.order": ("partner_id", "picking_type_id"),
    "mrp.production": ("product_id", "product_qty", "picking_type_id"),
    "stock.picking": ("picking_type_id", "origin", "partner_id", "location_dest_id"),
    "stock.picking.batch": ("picking_type_id", "description"),
    "stock.move": ("product_id", "picking_id", "sale_line_id", "location_id", "location_dest_id"),
    "stock.move.line": ("move_id", "location_id", "lot_id", "package_id"),
    "stock.quant": ("product_id", "location_id", "lot_id", "package_id"),
    "amazon.vendor.purchase.order.line": ("order_id", "line_key"),
    "purchase.order.line": ("order_id", "product_id"),
    "amazon.vendor.page.body": ("page_id",),
    "mail.message": ("res_id",),
    "mail.followers": ("res_id", "partner_id"),
    "mail.activity": ("res_id", "activity_type_id"),
}


def is_said(record):
    """Tell what is said from what is only tracked: the latter depends on who happens to flush a computed field."""
    return record._name != "mail.message" or bool(record.body) or not record.tracking_value_ids


class Start:
    """The database as it is now; `now()` tells later, in the same transaction, what has become different."""

    def __init__(self, env):
        self.env = env(user=1, su=True, context={"active_test": False})
        self.models = sorted(
            name
            for name, model in env.registry.items()
            if model._auto and not model._abstract and not model._transient and not name.startswith(LEFT_OUT)
        )
        self.rows = self._rows()
        env.invalidate_all()

    def now(self):
        """Return {label: {field: value}} of every record that was made or changed since the start, or is gone."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        rows, records, found = self._rows(), {}, {}
        for name in self.models:
            before, after = self.rows[name], rows[name]
            records[name] = self.env[name].browse(
                sorted(one for one, digest in after.items() if before.get(one) != digest or name in ALWAYS)
            )
            for record_id in before.keys() - after.keys():
                found[f"{name} {record_id}"] = {"is": "gone"}
        records["mail.message"] = records["mail.message"].filtered(is_said)
        labels = Labels(records, self.rows)
        for changed in records.values():
            for record in changed:
                found[labels.of(record)] = labels.values_of(record)
        return found

    def _rows(self):
        """Return {model: {id: digest of the row}}."""
        self.env.flush_all()
        found = {}
        for name in self.models:
            table = SQL.identifier(self.env[name]._table)
            query = "SELECT id, md5((to_jsonb(t) - '{write_date,write_uid}'::text[])::text) FROM %s AS t"
            found[name] = dict(self.env.execute_query(SQL(query, table)))
        return found


class Labels:
    """Names for records that are the same in two runs."""

    def __init__(self, records, rows_before):
        self.rows_before = rows_before
        self.names, self.known, self.taken = {}, {}, Counter()
        for model in NUMBERED:
            for record in filter(self._is_new, records.get(model, ())):
                self.names[record.name] = self.of(record)
        for changed in records.values():
            for record in changed:
                self.of(record)

    def _is_new(self, record):
        return record.id not in self.rows_before.get(record._name, {record.id: None})

    def of(self, record):
        """Return the label of one record; the second new one of the same kind is #2, by age."""
        if record not in self.known:
            self.known[record] = self._label(record)
        return self.known[record]

    def _label(self, record):
        if not self._is_new(record):
            return f"{record.display_name} ({record.id})"
        said = (self._value(record, record._fields[name]) for name in DESCRIBED_BY.get(record._name, ("display_name",)))
        label = " ".join((record._name, *(str(word) for word in said if word)))
        self.taken[label] += 1
        return label if self.taken[label] == 1 else f"{label} #{self.taken[label]}"

    def values_of(self, record):
        """Return what the fields of a record say."""
        fields = [
            field
            for name, field in record._fields.items()
            if (field.store and name not in TECHNICAL) or name in SHOWN.get(record._name, ())
        ]
        return {field.name: self._value(record, field) for field in fields if field.type != "binary"}

    def _value(self, record, field):
        value = record[field.name]
        if field.type in ("many2one", "reference"):
            value = self.of(value) if value else False
        elif field.type in ("one2many", "many2many"):
            labels = [self.of(one) for one in value if is_said(one)]
            value = labels if field.type == "one2many" else sorted(labels)
        elif field.type == "many2one_reference":
            target = record[field.model_field]
            value = self.of(record.env[target].browse(value)) if target and value else value
        elif field.type in ("char", "text", "html", "json"):
            value = self.text(value)
        elif field.type in ("float", "monetary"):
            value = round(value, 6)
        else:
            value = dict(value) if field.type == "properties" else str(value)
        return value

    def text(self, value):
        """Replace names from sequences, and the ids in links, by what they stand for."""
        if not value:
            return False
        return re.sub(r"[\w/]+", self._word, re.sub(r'(?<=oe-id=")\d+|(?<=/)\d+(?=")', "…", str(value)))

    def _word(self, found):
        word = found[0]
        if word in self.names:
            return f"⟨{self.names[word]}⟩"
        return "⟨gone⟩" if TRANSFER.fullmatch(word) else word
