"""Take in what Amazon's other lists say about numbers; the latest file that names a row is right."""

import hashlib
import json
from collections import Counter

from odoo import api, models

from ..engine.numbers import canonical
from .amazon_vendor_handler import Outcome
from .amazon_vendor_remittance_facts import amount_of, day_of

PARSER_VERSION = 1
KEY = ("company_id", "identity")
TEXTS = (
    "number", "item", "status", "vendor_code", "marketplace", "purchase_order", "invoice_number", "asin",
    "external_id", "subject",
)
DATES = ("date", "due", "dispute_by")
AMOUNTS = ("amount", "deducted", "balance", "paid", "quantity")
COLUMNS = (
    *KEY, "file_id", "page_id", "message_id", "payee_id", "kind", "number_key", "currency_id", *TEXTS, *DATES, *AMOUNTS,
    "extra", "create_uid", "write_uid",
)
INSERTED_AT_ONCE = 5000


class AmazonVendorHandler(models.AbstractModel):
    _inherit = "amazon.vendor.handler"

    @api.model
    def _handlers(self):
        return {**super()._handlers(), "details": "amazon.vendor.detail.handler"}


class AmazonVendorDetailHandler(models.AbstractModel):
    """Turn archived lists into rows that explain numbers, by one statement for each file."""

    _name = "amazon.vendor.detail.handler"
    _description = "Amazon list handler"
    _inherit = ["amazon.vendor.handler"]

    @api.model
    def _receive_batch(self, messages, payloads):
        """Return {message id: Outcome}; see `amazon.vendor.handler` for the contract."""
        handler = self.sudo()  # the batch runner is the system; nobody else writes these rows
        outcomes = {}
        for message in messages.sudo().sorted("id"):
            rows = handler._rows(message, payloads[message.id])
            handler._insert(rows)
            handler.env["amazon.vendor.remittance"]._wake_for_keys(
                sorted({row["number_key"] for row in rows if row["number_key"]})
            )
            outcomes[message.id] = Outcome("applied")
        return outcomes

    def _rows(self, message, document):
        """Return the columns of every row; of rows that are named alike the how many-th it is tells them apart."""
        codes = self._codes(message, document["rows"])
        payees = self._payees(message, document["rows"])
        currencies = {
            currency.name: currency.id
            for currency in self.env["res.currency"].with_context(active_test=False).search([])
        }
        file = self.env["amazon.vendor.file"].search([("page_id", "=", message.page_id.id)], limit=1)
        common = {
            "file_id": file.id or None, "page_id": message.page_id.id, "message_id": message.id,
            "create_uid": self.env.uid, "write_uid": self.env.uid,
        }
        turns, found = Counter(), []
        for row in document["rows"]:
            code = codes.get(row.get("vendor_code", "").upper())
            payee = payees.get(row.get("payee", "").upper()) or (code and code.payee_id)
            payee = payee or payees.get(message.vendor_code)
            key = (row["kind"], canonical(row.get("number", "")), row.get("item", ""))
            turns[key] += 1
            found.append({
                **common,
                **self._columns(row, currencies),
                "company_id": (payee or message).company_id.id,
                "payee_id": payee.id if payee else None,
                "identity": hashlib.sha256("\x1f".join((*key, str(turns[key]))).encode()).hexdigest(),
                "number_key": key[1] or None,
            })
        return found

    def _columns(self, row, currencies):
        extra = row.get("extra")
        return {
            "kind": row["kind"],
            "currency_id": currencies.get(row.get("currency")),
            "extra": json.dumps(extra, ensure_ascii=False) if extra else None,
            **{name: str(row[name]) if row.get(name) else None for name in TEXTS},
            **{name: day_of(row.get(name)) for name in DATES},
            **{name: amount_of(row.get(name)) for name in AMOUNTS},
        }

    def _codes(self, message, rows):
        names = {row["vendor_code"].upper() for row in rows if row.get("vendor_code")}
        codes = self.env["amazon.vendor.code"].search([
            ("environment", "=", message.environment), ("name", "in", list(names)),
        ])
        return {code.name: code for code in codes}

    def _payees(self, message, rows):
        names = {row["payee"].upper() for row in rows if row.get("payee")} | {message.vendor_code}
        payees = self.env["amazon.vendor.payee"].search([
            ("environment", "=", message.environment), ("name", "in", list(names)),
        ])
        return {payee.name: payee for payee in payees}

    def _insert(self, rows):
        """Insert the rows; what was known before is brought up to date."""
        if not rows:
            return
        columns = ", ".join(f'"{name}"' for name in COLUMNS)
        holes = ", ".join("%s::jsonb" if name == "extra" else "%s" for name in COLUMNS)
        changed = ", ".join(
            f'"{name}" = EXCLUDED."{name}"' for name in COLUMNS if name not in (*KEY, "create_uid")
        )
        # pylint: disable=sql-injection
        self.env.cr.execute_values(  # only names of our own columns are put in
            f"""INSERT INTO amazon_vendor_detail ({columns}, create_date, write_date) VALUES %s
                ON CONFLICT (company_id, identity) DO UPDATE
                   SET {changed}, write_date = EXCLUDED.write_date""",  # noqa: S608
            [tuple(row[name] for name in COLUMNS) for row in rows],
            template=f"({holes}, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')",
            page_size=INSERTED_AT_ONCE,
        )
        self.env["amazon.vendor.detail"].invalidate_model()
