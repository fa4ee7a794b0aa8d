"""Answers as connectors usually give them: one order after the other, by plain ORM calls, a commit after each."""

import json
import time

from odoo import fields
from odoo.addons.acorn_vendor_connector.spapi import wire
from odoo.addons.acorn_vendor_connector.spapi.operations import SUBMIT_ACKNOWLEDGEMENT

from benchmarks.jobs import one_by_one

UNITS = {"eaches": "Eaches", "cases": "Cases"}
PATIENCE = 0.05


def propose(work, count):
    """Look up what is free of every line, and write an answer down."""
    with work.environment() as env:
        for order in env["amazon.vendor.purchase.order"].search([], order="due_at, id", limit=count):
            answer = env["amazon.vendor.acknowledgement"].create({"order_id": order.id, "version": 1})
            for line in order.line_ids:
                propose_line(env, answer, order, line)
            order.acknowledgement_id = answer
            env.cr.commit()
            work.note(1)


def propose_line(env, answer, order, line):
    size = line.unit_size if line.unit == "cases" else 1
    product = line.product_id.with_context(warehouse_id=order.store_id.warehouse_id.id, to_date=order.due_at)
    own = env["stock.move"].search([
        ("sale_line_id.amazon_vendor_line_id", "=", line.id), ("state", "not in", ("done", "cancel")),
    ])
    free = product.virtual_available + sum(own.mapped("product_qty"))
    accepted = min(line.quantity, max(int(free // size), 0))
    for code, quantity in (("accepted", accepted), ("rejected", line.quantity - accepted)):
        if quantity:
            env["amazon.vendor.acknowledgement.line"].create({
                "acknowledgement_id": answer.id,
                "line_id": line.id,
                "code": code,
                "quantity": quantity,
                "rejection_reason": code == "rejected" and "unavailable",
            })


def send(work, count):
    """Post each answer and ask until Amazon has made up its mind."""
    with work.environment() as env:
        account = env["amazon.vendor.account"].search([])
        with account._client() as client:
            for answer in env["amazon.vendor.acknowledgement"].search([], order="id", limit=count):
                send_one(env, client, answer)
                env.cr.commit()
                work.note(1)


def send_one(env, client, answer):
    order = answer.order_id
    document = document_of(answer)
    posted = client.submit(SUBMIT_ACKNOWLEDGEMENT, wire.canonical({"acknowledgements": [document]}))
    page = one_by_one.archive(env, order.code_id.account_id, posted)
    message = one_by_one.note_document(
        env, page, order.code_id, document,
        document_type="acknowledgement", direction="outbound", state="submitted", purchase_order_id=order.id,
    )
    transaction = json.loads(posted.body)["payload"]["transactionId"]
    while True:
        told = client.get_transaction(transaction)
        if json.loads(told.body)["payload"]["transactionStatus"]["status"] != "Processing":
            break
        time.sleep(PATIENCE)
    one_by_one.archive(env, order.code_id.account_id, told)
    message.write({"state": "accepted", "transaction_id": transaction})
    answer.write({"state": "accepted", "message_id": message.id, "answered_at": fields.Datetime.now()})
    order.given_acknowledgement_id = answer
    for line in answer.line_ids:
        said = "acknowledged_pieces" if line.code == "accepted" else "rejected_pieces"
        line.line_id.write({"is_answered": True, said: line.pieces})


def document_of(answer):
    order = answer.order_id
    return {
        "purchaseOrderNumber": order.name,
        "sellingParty": {"partyId": order.code_id.name},
        "acknowledgementDate": fields.Datetime.now().isoformat() + "Z",
        "items": [
            {
                "itemSequenceNumber": line.line_id.sequence_number,
                "amazonProductIdentifier": line.line_id.asin,
                "vendorProductIdentifier": line.line_id.vendor_sku,
                "orderedQuantity": quantity(line.line_id, line.line_id.quantity),
                "netCost": {"currencyCode": line.line_id.currency_stated, "amount": line.line_id.net_cost_stated},
                "itemAcknowledgements": [
                    {
                        "acknowledgementCode": line.code.capitalize(),
                        "acknowledgedQuantity": quantity(line.line_id, line.quantity),
                    }
                ],
            }
            for line in answer.line_ids
        ],
    }


def quantity(line, amount):
    return {"amount": amount, "unitOfMeasure": UNITS[line.unit], "unitSize": line.unit_size or 1}


def read_status(work, count):
    """Ask for the status of each order and write down what it says of each line."""
    with work.environment() as env:
        account = env["amazon.vendor.account"].search([])
        with account._client() as client:
            for order in env["amazon.vendor.purchase.order"].search([], order="due_at, id", limit=count):
                answer = client.get_purchase_orders_status(purchaseOrderNumber=order.name)
                one_by_one.archive(env, account, answer)
                for status in json.loads(answer.body)["payload"]["ordersStatus"]:
                    take_in(env, order, status)
                env.cr.commit()
                work.note(1)


def take_in(env, order, status):
    order.write({"amazon_status": status["purchaseOrderStatus"].lower(), "status_at": fields.Datetime.now()})
    for item in status["itemStatus"]:
        line = env["amazon.vendor.purchase.order.line"].search([
            ("order_id", "=", order.id), ("sequence_number", "=", item["itemSequenceNumber"]),
        ], limit=1)
        confirmed, receiving = item["acknowledgementStatus"], item.get("receivingStatus") or {}
        received = pieces(receiving.get("receivedQuantity"))
        if received > line.received_pieces:
            env["amazon.vendor.receipt"].create({
                "line_id": line.id,
                "number": line.receipt_count + 1,
                "kind": "receipt",
                "pieces": received - line.received_pieces,
                "total": received,
                "received_at": one_by_one.moment(receiving["lastReceiveDate"]),
            })
        line.write({
            "confirmation": confirmed["confirmationStatus"].lower(),
            "amazon_accepted_pieces": pieces(confirmed.get("acceptedQuantity")),
            "amazon_rejected_pieces": pieces(confirmed.get("rejectedQuantity")),
            "received_pieces": received,
            "receipt_count": line.receipt_count + (received > line.received_pieces),
        })


def pieces(stated):
    """Return the pieces of a quantity as Amazon states it; none where it says nothing."""
    if not stated:
        return 0
    return stated["amount"] * (stated.get("unitSize") or 1 if stated["unitOfMeasure"] == "Cases" else 1)
