from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import identity
from ..spapi import vendor_order_status, vendor_orders, wire
from ..spapi.operations import GET_PURCHASE_ORDERS_STATUS
from .amazon_vendor_message import ADDING_UP

# Which older versions a newer one takes off people's lists.
OPEN_STATES = ("archived", "waiting", "failed")


class Kind(NamedTuple):
    """What documents of one type are called, and how their key and date are read, however broken they are."""

    document_type: str
    number: Callable
    vendor_code: Callable
    changed_at: Callable


ORDER = Kind("purchase_order", vendor_orders.order_number, vendor_orders.vendor_code, vendor_orders.changed_at)
STATUS = Kind(
    "order_status", vendor_orders.order_number, vendor_order_status.vendor_code, vendor_order_status.updated_at
)
KINDS = {GET_PURCHASE_ORDERS_STATUS.name: STATUS}


@dataclass(frozen=True)
class Version:
    """One version of a document, in the database (`id`) or about to be written (`position`)."""

    number: int
    digest: str
    changed_at: datetime | None
    requested_at: datetime
    is_current: bool
    id: int | None = None
    position: int | None = None


class AmazonVendorMessage(models.Model):
    _inherit = "amazon.vendor.message"

    @api.model
    def _archive(self, page, documents, left_out=frozenset()):
        """Write one message per document of the page that says something new; return how many that were.

        `left_out` are the positions of documents that are not ours to take from this page.

        Decided for the whole page at once, in a handful of queries. A document equal to its current version is only
        marked as seen; one that is older than the current version is kept, superseded from the start, unless versions
        of its type add up. Two workers that archive the same order at the same moment meet at the unique index of the
        current version: one of them gets a serialization failure and does it again on a fresh snapshot.
        """
        kind = page._document_kind() or KINDS.get(page.operation, ORDER)
        incoming = [
            _identify(kind, position, raw, page) for position, raw in enumerate(documents) if position not in left_out
        ]
        versions = self._versions_of(kind, page, {key for key, _version in incoming})
        seen, replaced, fresh = set(), set(), {}
        for key, version in incoming:
            known = versions.setdefault(key, [])
            current = next((other for other in known if other.is_current), None)
            verdict = _decide(kind, current, version)
            if verdict == identity.SAME:
                seen.add(current.id)
                continue
            if verdict == identity.STALE and any(other.digest == version.digest for other in known):
                continue
            news = replace(
                version,
                number=max((other.number for other in known), default=0) + 1,
                is_current=verdict == identity.NEWER,
            )
            if news.is_current and current:
                known[known.index(current)] = old = replace(current, is_current=False)
                if old.id:
                    replaced.add(old.id)
                else:
                    fresh[old.position] = (key, old)
            known.append(news)
            fresh[news.position] = (key, news)
        self._mark_seen(seen - {None}, page.requested_at)
        self._replace(replaced, kind.document_type not in ADDING_UP)
        self._insert_versions(kind, page, fresh)
        return len(fresh)

    @api.model
    def _versions_of(self, kind, page, keys):
        """Return {(vendor code, reference): versions} of what is already in the archive."""
        if not keys:
            return {}
        self.flush_model()
        rows = self.env.execute_query(SQL(
            """SELECT message.vendor_code, message.reference, message.version, message.digest, message.changed_at,
                      page.requested_at, message.is_current, message.id
                 FROM amazon_vendor_message message JOIN amazon_vendor_page page ON page.id = message.page_id
                WHERE message.environment = %s AND message.document_type = %s
                  AND message.direction = 'inbound' AND message.reference IN %s""",
            page.environment, kind.document_type, tuple({reference for _code, reference in keys}),
        ))
        versions = {}
        for vendor_code, reference, *values in rows:
            versions.setdefault((vendor_code, reference), []).append(Version(*values))
        return versions

    @api.model
    def _mark_seen(self, ids, moment):
        """Note that Amazon still says the same; what a lane is working on is left alone."""
        if ids:
            self.env.cr.execute(SQL(
                """UPDATE amazon_vendor_message SET last_seen_at = %s WHERE id IN (
                       SELECT id FROM amazon_vendor_message WHERE id IN %s
                        ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)""",
                moment, tuple(ids),
            ))

    @api.model
    def _replace(self, ids, supersedes):
        """Take these versions off the current place; those still open are superseded where versions do not add up."""
        if not ids:
            return
        self.env.cr.execute(SQL(
            "SELECT id FROM amazon_vendor_message WHERE id IN %s ORDER BY id FOR NO KEY UPDATE", tuple(ids)
        ))
        old = self.browse(sorted(ids))
        old.invalidate_recordset()
        old.sudo().write({"is_current": False})  # nobody may write messages: the system does
        if supersedes:
            old.filtered(lambda message: message.state in OPEN_STATES)._set_state("superseded")
        old.flush_recordset()

    @api.model
    def _insert_versions(self, kind, page, fresh):
        """Write the new versions in one statement."""
        if not fresh:
            return
        codes = self._codes_by_name(page, {vendor_code for (vendor_code, _reference), _version in fresh.values()})
        now = fields.Datetime.now()
        rows = [
            (
                page.id, position, page.account_id.id or None, codes.get(vendor_code), page.company_id.id,
                page.environment, vendor_code, kind.document_type, "inbound", reference, version.number, version.digest,
                version.is_current, version.changed_at, now, page.requested_at,
                "archived" if version.is_current else "superseded", 0,
            )
            for position, ((vendor_code, reference), version) in sorted(fresh.items())
        ]
        self.env.cr.execute(SQL(
            """INSERT INTO amazon_vendor_message (
                   page_id, position, account_id, code_id, company_id, environment, vendor_code, document_type,
                   direction, reference, version, digest, is_current, changed_at, archived_at, last_seen_at, state,
                   attempts)
               VALUES %s ON CONFLICT DO NOTHING""",
            SQL(", ").join(SQL("%s", row) for row in rows),
        ))
        self.invalidate_model()

    @api.model
    def _codes_by_name(self, page, names):
        """Return {vendor code: record id} for the codes we know."""
        codes = self.env["amazon.vendor.code"].sudo().search([  # whoever pulls, the codes are the environment's
            ("environment", "=", page.environment), ("name", "in", list(names)),
        ])
        return {code.name: code.id for code in codes}


def _decide(kind, current, version):
    """Tell whether a version is news; where versions add up, none of them comes too late."""
    verdict = identity.decide(current, version)
    return identity.NEWER if verdict == identity.STALE and kind.document_type in ADDING_UP else verdict


def _identify(kind, position, raw, page):
    """Return the key of a document and what decides about its version; never fails, however broken it is.

    A document without a number is known by its content: pulled again, it is the same one.
    """
    digest = wire.digest(raw)
    reference = kind.number(raw) or f"?{digest[:12]}"
    changed_at = kind.changed_at(raw)
    return (kind.vendor_code(raw) or "", reference), Version(
        number=0,
        digest=digest,
        changed_at=changed_at.replace(tzinfo=None) if changed_at else None,  # UTC, as Odoo stores it
        requested_at=page.requested_at,
        is_current=False,
        position=position,
    )
