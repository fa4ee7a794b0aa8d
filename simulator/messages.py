"""Requests and responses as plain values, between the sockets and the operations."""
import json
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import parse_qsl


@dataclass
class Request:
    """One HTTP request; `region` is the base path it came by (na, eu, fe), empty at the root."""

    method: str
    path: str
    query_string: str
    headers: Message
    body: bytes = field(repr=False)
    region: str = ""
    operation: str = ""
    group_id: str = ""
    request_id: str = ""

    @property
    def query(self):
        return parse_qsl(self.query_string, keep_blank_values=True)

    def json(self):
        return json.loads(self.body or b"{}")


@dataclass
class Response:
    """One answer; the connection faults say what becomes of it on the wire."""

    status: int
    body: bytes = field(repr=False)
    content_type: str = "application/json"
    headers: dict = field(default_factory=dict, repr=False)
    hold_seconds: float = 0
    cut: str = ""  # "headers": nothing is sent, "body": half of the body is sent
    fault: str = ""

    @classmethod
    def of_json(cls, status, document, **options):
        return cls(status, json.dumps(document, ensure_ascii=False).encode(), **options)

    @classmethod
    def of_html(cls, status, html, **options):
        return cls(status, html.encode(), content_type="text/html; charset=utf-8", **options)


class ApiError(Exception):
    """An error in the envelope of the retail procurement APIs."""

    def __init__(self, status, code, message, details=""):
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details

    def response(self):
        error = {"code": self.code, "message": self.message, "details": self.details}
        return Response.of_json(self.status, {"errors": [error]})


STATUS_ERRORS = {
    400: ("InvalidRequest", "The request is invalid."),
    401: ("Unauthorized", "Access to requested resource is denied."),
    403: ("Unauthorized", "Access to requested resource is denied."),
    404: ("NotFound", "The resource specified does not exist."),
    413: ("InvalidInput", "The request size exceeds the maximum accepted size."),
    415: ("InvalidInput", "The request payload is in an unsupported format."),
    429: ("QuotaExceeded", "You exceeded your quota for the requested resource."),
    500: ("InternalFailure", "We encountered an internal error. Please try again."),
    503: ("ServiceUnavailable", "Service is temporarily unavailable. Please try again."),
}


def status_error(status, details=""):
    return ApiError(status, *STATUS_ERRORS[status], details)
