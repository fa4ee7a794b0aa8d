"""The job as importers usually do it: one order after the other, by plain calls of the ORM, a commit after each."""

import hashlib
import json
from datetime import datetime, timezone

from odoo import fields
from odoo.fields import Command


def receive(work, numbers):
    with work.environment() as env:
        account = env["amazon.vendor.account"].search([])
        with account._client() as client:
            for number in numbers:
                receive_one(env, account, client.get_purchase_order(number), number)
                env.cr.commit()
                work.note(1)


def receive_one(env, account, answer, number):
    """Archive one answer, mirror its order with its lines, make the sale order and confirm it."""
    page = archive(env, account, answer)
    document = json.loads(answer.body)["payload"]
    details = document["orderDetails"]
    if env["amazon.vendor.message"].search([("reference", "=", number), ("is_current", "=", True)], limit=1):
        return
    code = env["amazon.vendor.code"].search([("name", "=", details["sellingParty"]["partyId"])], limit=1)
    message = note_message(env, page, code, document)
    mirror = mirror_order(env, code, document)
    sale = env["sale.order"].create(sale_values(env, code, mirror))
    sale.action_confirm()
    mirror.write({"sync_state": "applied", "applied_document": json.dumps(document, sort_keys=True)})
    message.write({
        "state": "applied",
        "received_at": fields.Datetime.now(),
        "purchase_order_id": mirror.id,
        "code_id": code.id,
    })


def archive(env, account, answer):
    page = env["amazon.vendor.page"].create({
        "account_id": account.id,
        "company_id": account.company_id.id,
        "environment": account.environment,
        "feed": "order",
        "operation": answer.operation,
        "requested_at": fields.Datetime.now(),
        "request_id": answer.request_id,
        "status": answer.status,
        "digest": hashlib.sha256(answer.body).hexdigest(),
        "size": len(answer.body),
        "document_count": 1,
    })
    page._store_body(answer.body)
    return page


def note_message(env, page, code, document):
    placed_at = moment(document["orderDetails"]["purchaseOrderDate"])
    return note_document(
        env, page, code, document,
        document_type="purchase_order", direction="inbound", state="archived", changed_at=placed_at,
    )


def note_document(env, page, code, document, **values):
    return env["amazon.vendor.message"].create({
        "page_id": page.id,
        "position": 0,
        "account_id": page.account_id.id,
        "company_id": page.company_id.id,
        "environment": page.environment,
        "vendor_code": code.name,
        "reference": document["purchaseOrderNumber"],
        "version": 1,
        "digest": hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest(),
        "is_current": True,
        "archived_at": fields.Datetime.now(),
        "last_seen_at": fields.Datetime.now(),
        "attempts": 1,
        **values,
    })


def mirror_order(env, code, document):
    details = document["orderDetails"]
    start, end = (moment(text) for text in details["shipWindow"].split("--"))
    ship_to = find_ship_to(env, code, details["shipToParty"]["partyId"])
    currency = env["res.currency"].search([("name", "=", details["items"][0]["netCost"]["currencyCode"])], limit=1)
    lines = [
        line_values(env, code, currency, position, item) for position, item in enumerate(details["items"])
    ]
    return env["amazon.vendor.purchase.order"].create({
        "name": document["purchaseOrderNumber"],
        "code_id": code.id,
        "company_id": ship_to.store_id.company_id.id,
        "store_id": ship_to.store_id.id,
        "ship_to_id": ship_to.id,
        "bill_to_id": find_bill_to(env, code, details["billToParty"]["partyId"]).id,
        "amazon_state": document["purchaseOrderState"].lower(),
        "amazon_state_stated": document["purchaseOrderState"],
        "order_type": details.get("purchaseOrderType"),
        "payment_method": details.get("paymentMethod"),
        "ordered_at": moment(details["purchaseOrderDate"]),
        "changed_at": moment(details["purchaseOrderDate"]),
        "window_kind": "ship",
        "window_start": start,
        "window_end": end,
        "due_at": end,
        "currency_id": currency.id,
        "amount_total": sum(line["amount"] for line in lines),
        "line_ids": [Command.create(line) for line in lines],
    })


def line_values(env, code, currency, position, item):
    """Return one line of the mirror with the product it is mapped to."""
    ordered, cost = item["orderedQuantity"], item["netCost"]["amount"]
    mapping = env["amazon.vendor.product"].search([
        ("code_id", "=", code.id),
        ("identifier_type", "=", "asin"),
        ("identifier", "=", item["amazonProductIdentifier"]),
    ], limit=1)
    return {
        "position": position,
        "sequence_number": item["itemSequenceNumber"],
        "line_key": item["itemSequenceNumber"].lstrip("0"),
        "applied_key": item["itemSequenceNumber"].lstrip("0"),
        "asin": item["amazonProductIdentifier"],
        "vendor_sku": item["vendorProductIdentifier"],
        "quantity": ordered["amount"],
        "unit": ordered["unitOfMeasure"].lower(),
        "unit_size": ordered["unitSize"],
        "backorder_allowed": item["isBackOrderAllowed"],
        "net_cost": float(cost),
        "net_cost_stated": cost,
        "currency_id": currency.id,
        "currency_stated": currency.name,
        "amount": float(cost) * ordered["amount"] * ordered["unitSize"],
        "product_id": mapping.product_id.id,
        "mapping_id": mapping.id,
    }


def find_ship_to(env, code, name):
    """Return the place; a new one gets the code's store and a delivery contact."""
    ship_to = env["amazon.vendor.ship.to"].search([("code_id", "=", code.id), ("name", "=", name)], limit=1)
    if ship_to:
        return ship_to
    contact = env["res.partner"].create({"name": name, "type": "delivery", "parent_id": code.partner_id.id})
    return env["amazon.vendor.ship.to"].create({
        "code_id": code.id, "name": name, "store_id": code.default_store_id.id, "partner_id": contact.id,
    })


def find_bill_to(env, code, name):
    bill_to = env["amazon.vendor.bill.to"].search([("code_id", "=", code.id), ("name", "=", name)], limit=1)
    return bill_to or env["amazon.vendor.bill.to"].create({
        "code_id": code.id, "name": name, "partner_id": code.partner_id.id,
    })


def sale_values(env, code, mirror):
    return {
        "amazon_vendor_purchase_order_id": mirror.id,
        "company_id": mirror.company_id.id,
        "partner_id": mirror.bill_to_id.partner_id.id,
        "partner_shipping_id": mirror.ship_to_id.partner_id.id,
        "client_order_ref": mirror.name,
        "warehouse_id": mirror.store_id.warehouse_id.id,
        "commitment_date": mirror.due_at,
        "date_order": mirror.ordered_at,
        "user_id": code._get_responsible().id,
        "order_line": [Command.create(sale_line_values(env, line)) for line in mirror.line_ids],
    }


def sale_line_values(env, line):
    unit = line.product_id.uom_id
    if line.unit == "cases" and line.unit_size > 1:
        unit = find_case(env, unit, line.unit_size)
    price = line.net_cost * (line.unit_size if line.unit == "cases" else 1)
    return {
        "amazon_vendor_line_id": line.id,
        "amazon_vendor_price": price,
        "amazon_vendor_uom_id": unit.id,
        "product_id": line.product_id.id,
        "product_uom_id": unit.id,
        "product_uom_qty": line.quantity,
        "price_unit": price,
        "technical_price_unit": price,
    }


def find_case(env, unit, size):
    case = env["uom.uom"].search([("relative_uom_id", "=", unit.id), ("amazon_vendor_case_size", "=", size)], limit=1)
    return case or env["uom.uom"].create({
        "name": f"Case of {size}",
        "relative_uom_id": unit.id,
        "relative_factor": size,
        "amazon_vendor_case_size": size,
    })


def moment(text):
    """Return Amazon's instant as Odoo keeps it: UTC, without a zone."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc).replace(tzinfo=None)
