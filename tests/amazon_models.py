"""Read Amazon's own API models where they lie; they are not part of this project.

The folder is named by ACORN_SPAPI_MODELS; without it, `shared/spapi` beside the checkout is tried.
"""
from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

VENDOR_ORDERS = 'vendor-orders-api-model/vendorOrders.json'
TRANSACTION_STATUS = 'vendor-transaction-status-api-model/vendorTransactionStatus.json'
# Amazon writes its sandbox cases under two names: {"static": [case, …]} and a plain list of cases.
_STATIC, _BEHAVIOURS = 'x-amzn-api-sandbox', 'x-amazon-spds-sandbox-behaviors'


@dataclass(frozen=True)
class SandboxCase:
    """One canned answer: what Amazon's sandbox gives to these parameters."""

    operation: str
    status: int
    parameters: dict
    response: dict


def models_folder() -> Path:
    """Return the folder of Amazon's models, or skip the test and say why."""
    if not are_at_hand():
        pytest.skip(f"Amazon's API models are not at {_folder()}; name their folder in ACORN_SPAPI_MODELS")
    return _folder()


def are_at_hand() -> bool:
    return (_folder() / 'openapi').is_dir()


def _folder() -> Path:
    named = os.environ.get('ACORN_SPAPI_MODELS')
    return Path(named) if named else Path(__file__).resolve().parents[2] / 'shared' / 'spapi'


def model(api: str) -> dict:
    """Return one model, such as VENDOR_ORDERS."""
    return json.loads((models_folder() / 'openapi' / api).read_text(encoding='utf-8'))


def sandbox_cases(api: str, operation: str) -> list[SandboxCase]:
    """Return every sandbox case of an operation."""
    return [
        SandboxCase(
            operation, int(status),
            {name: value.get('value') for name, value in case['request']['parameters'].items()}, case['response'])
        for found in _operations(model(api)) if found.get('operationId') == operation
        for status, response in found['responses'].items()
        for case in (*response.get(_STATIC, {}).get('static', ()), *response.get(_BEHAVIOURS, ()))
    ]


def _operations(document: dict) -> Iterator[dict]:
    for methods in document['paths'].values():
        yield from (found for found in methods.values() if isinstance(found, dict))


def sandbox_purchase_orders() -> list[dict]:
    """Return every purchase order of Amazon's sandbox, as it stands in the answers."""
    pages = [case.response.get('payload', {}) for case in sandbox_cases(VENDOR_ORDERS, 'getPurchaseOrders')]
    singles = [case.response.get('payload') for case in sandbox_cases(VENDOR_ORDERS, 'getPurchaseOrder')]
    return [order for page in pages for order in page.get('orders', ())] + [order for order in singles if order]
