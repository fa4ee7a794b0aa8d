"""The HTTP server: sockets in, Request and Response out; loopback only."""
import ipaddress
import socket
import socketserver
import sys
import threading
import time
import uuid
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

from .messages import Request, Response

REGIONS = ("na", "eu", "fe")
LARGEST_BODY = 10_000_000


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Serve `answer(request) -> Response` on a loopback address; each connection has its thread."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, host, port, answer, note):
        address = ipaddress.ip_address(host)
        if not address.is_loopback:
            raise ValueError(f"the simulator binds to loopback only, not to {host}")
        self.address_family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
        self.answer = answer
        self.note = note
        self.stopping = threading.Event()
        self._open = set()
        super().__init__((host, port), Handler)

    @property
    def url(self):
        host, port = self.server_address[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def process_request(self, request, client_address):
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        self._open.discard(request)
        super().shutdown_request(request)

    def stop(self):
        """Stop listening, and end the connections that are still open."""
        self.stopping.set()
        self.shutdown()
        self.server_close()

    def server_close(self):
        self.socket.close()
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the client was faster

    def handle_error(self, request, client_address):
        error = sys.exc_info()[1]
        if not isinstance(error, (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection: it lives until the client, or a fault, ends it."""

    protocol_version = "HTTP/1.1"
    server_version = "Server"
    sys_version = ""
    disable_nagle_algorithm = True
    error_message_format = (
        "<html><head><title>%(code)d %(message)s</title></head><body><center><h1>%(code)d %(message)s</h1></center>"
        "<hr><center>Server</center></body></html>"
    )

    def _serve(self):
        started = time.monotonic()
        request = self._request()
        if request is None:
            return
        response = self.server.answer(request)
        if response.hold_seconds:
            self.server.stopping.wait(response.hold_seconds)
        self.server.note(request, response, time.monotonic() - started)
        self._send(request, response)

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - http.server names them

    def _request(self):
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self.send_error(400)
            return None
        body = self.rfile.read(int(length))
        parts = urlsplit(self.path)
        head, _slash, rest = parts.path.lstrip("/").partition("/")
        region = head if head in REGIONS else ""
        return Request(
            method=self.command,
            path="/" + rest if region else parts.path,
            query_string=parts.query,
            headers=self.headers,
            body=body,
            region=region,
            request_id=str(uuid.uuid4()),
        )

    def _send(self, request, response):
        if response.cut == "headers":
            self._cut()
            return
        lines = [
            f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}",
            f"Date: {self.date_time_string()}",
            f"Content-Type: {response.content_type}",
            f"Content-Length: {len(response.body)}",
            f"x-amzn-RequestId: {request.request_id}",
            *(f"{name}: {value}" for name, value in response.headers.items()),
        ]
        head = "\r\n".join(lines).encode() + b"\r\n\r\n"
        if response.cut == "body":
            self.wfile.write(head + response.body[: len(response.body) // 2])
            self._cut()
            return
        # One write: head and body in two packets would wait for the client's delayed acknowledgement.
        self.wfile.write(head + response.body)

    def _cut(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format, *arguments):
        """Say nothing here: requests are noted once, by the simulator."""


def not_found():
    return Response.of_json(404, {"errors": [{"code": "NotFound", "message": "There is nothing at this address."}]})
