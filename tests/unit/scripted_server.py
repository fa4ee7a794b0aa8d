"""A web server that plays a script: it fails on a request nobody announced and on an answer nobody fetched."""
from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

CUT, TRUNCATE = 'cut', 'truncate'


@dataclass
class Reply:
    status: int = 200
    body: bytes = b'{}'
    headers: dict = field(default_factory=dict)
    fault: str | None = None


@dataclass
class Request:
    method: str
    path: str
    query: dict
    headers: dict
    form: dict
    body: str


class ScriptedServer:
    """Use as a context manager; `replies` are given out in order, `requests` keeps what was asked."""

    def __init__(self):
        self.replies = deque()
        self.requests = []
        self.unknown = []

    def will_answer(self, body=None, status=200, headers=None, fault=None):
        if not isinstance(body, bytes):
            body = json.dumps({} if body is None else body).encode()
        self.replies.append(Reply(status, body, headers or {}, fault))
        return self

    def __enter__(self):
        script = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def answer(self):
                parts = urlsplit(self.path)
                sent = self.rfile.read(int(self.headers.get('Content-Length') or 0)).decode()
                form = {name: values[0] for name, values in parse_qs(sent).items()}
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                script.requests.append(Request(self.command, parts.path, query, dict(self.headers), form, sent))
                if not script.replies:
                    script.unknown.append(self.path)
                    self.send_error(599)
                    return
                self.play(script.replies.popleft())

            def play(self, reply):
                self.close_connection = bool(reply.fault)
                if reply.fault == CUT:
                    return
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header('Content-Length', str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body[:len(reply.body) // 2] if reply.fault == TRUNCATE else reply.body)

            do_GET = do_POST = answer  # noqa: N815 - http.server's names

            def log_message(self, *args):
                """Say nothing: pytest prints what matters."""

        self.server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.daemon_threads = True
        self.url = f'http://127.0.0.1:{self.server.server_address[1]}'
        threading.Thread(target=self.server.serve_forever, kwargs={'poll_interval': 0.01}, daemon=True).start()
        return self

    def __exit__(self, kind, *_rest):
        self.server.shutdown()
        self.server.server_close()
        if kind is None:
            assert self.unknown == []
            assert list(self.replies) == []
