"""One client connection: requests in, handler, responses out, on the thread of a worker.

A worker stays with a connection for as long as requests keep coming. Then the connection is parked with the server,
which has a worker serve it again when there is input.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from agwctl.http.answer import Answer, refusal
from agwctl.http.connection import RequestHead, parse_request
from agwctl.http.failure import BodyBroken, ClientGone, DeadlineExceeded, DownstreamError, UpstreamError
from agwctl.http.flow import TAIL, Flow
from agwctl.http.message import Handler, Headers, Request, Response
from agwctl.http.screen import Head, screen
from agwctl.http.stream import INPUT, SocketStream, poll_one
from agwctl.http.upload import StreamUpload
from agwctl.http.upstream import RelayedBody

if TYPE_CHECKING:
    from agwctl.http.server import Server, ServerSettings

__all__ = ["Downstream"]

READ_SIZE = 65_536
NEXT_REQUEST = 0.002
"""Seconds to wait for one on the same thread, which saves parking and waking on a busy connection."""
REST_OF_HEAD = 0.02
SKIP_BODY = 1.0
SHORT_READINGS = 4
"""How often a worker looks for the rest of a short body before the relay gets it; upstreams that write head and body
separately are common."""
SHORT_WAIT = 0.002


class Downstream:
    """A client connection; at any time one thread works on it, or the server has it parked."""

    __slots__ = (
        "buffer",
        "deadline",
        "handler",
        "head_started",
        "lingering",
        "local_port",
        "peer",
        "registered",
        "server",
        "settings",
        "stream",
    )

    def __init__(
        self,
        server: Server,
        settings: ServerSettings,
        handler: Handler,
        stream: SocketStream,
        peer: tuple[str, int],
        local_port: int,
    ) -> None:
        self.server = server
        self.settings = settings
        self.handler = handler
        self.stream = stream
        self.peer = peer
        self.local_port = local_port
        self.buffer = bytearray()
        self.head_started = 0.0
        self.deadline = 0.0
        """When the server closes it, while it is parked."""
        self.lingering = False
        """Its last reply is out; what still comes is thrown away."""
        self.registered = False
        """The server's poller knows its descriptor."""

    def serve(self) -> None:
        """Serve requests until the connection is parked, handed over or closed; there is input now."""
        self._loop(None)

    def resume(self, flow: Flow) -> None:
        """Tell how a relayed response ended, and go on with the connection."""
        self._loop(flow)

    def _loop(self, flow: Flow | None) -> None:
        try:
            going = self._serve_one(fresh=True) if flow is None else self._conclude(flow)
            while going:
                going = self._serve_one(fresh=False)
        except (ClientGone, DeadlineExceeded, OSError):
            # The client's side failed (what a handler raises ends in `_ask`), so there is nobody to tell.
            self.close()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self.server.forget(self)
        self.stream.close()

    def _serve_one(self, fresh: bool) -> bool:
        try:
            head = self._read_head(fresh)
            if head is None:
                return False
            parsed = parse_request(head, preserve_case=self.settings.preserve_case)
        except DownstreamError as error:
            self._refuse(error.status)
            return False
        self.head_started = 0.0
        upload = StreamUpload(
            self.stream,
            self.buffer,
            parsed.framing,
            expects_continue=parsed.expects_continue,
            patience=self.settings.body_timeout,
            strict=self.settings.strict_framing,
        )
        request = self._request(parsed, upload)
        response = self._ask(request)
        return self._deliver(self._frame(request, response, parsed, upload), upload)

    def _frame(self, request: Request, response: Response, parsed: RequestHead, upload: StreamUpload) -> Answer:
        try:
            return Answer(request, response, keep_alive=self._may_keep(parsed, response, upload))
        except ValueError:
            sys.excepthook(*sys.exc_info())  # a field of the handler's would have split the response
            if isinstance(response.body, RelayedBody):
                response.body.abandon()
            return Answer(request, Response(500, on_end=response.on_end), keep_alive=False)

    def _deliver(self, answer: Answer, upload: StreamUpload) -> bool:
        """Send the answer; whether this thread goes on with the connection."""
        body = answer.response.body
        if isinstance(body, bytes):
            return self._deliver_bytes(answer, upload, body)
        if isinstance(body, RelayedBody):
            return self._deliver_flow(answer, upload, body)
        try:
            # Another Handover than the pool's cannot exist: nobody else makes one.
            complete = answer.send(self.stream, body, self.settings.write_timeout)  # type: ignore[arg-type]
        finally:
            answer.finish()
        return self._go_on(complete and answer.keep_alive, upload)

    def _deliver_bytes(self, answer: Answer, upload: StreamUpload, body: bytes) -> bool:
        outcome = answer.outcome
        data = answer.head if answer.bodyless else answer.head + body
        outcome.first_byte = time.monotonic()
        try:
            sent = self.stream.write_ready(data)
        except OSError:
            outcome.client_gone = True
            answer.finish()
            raise
        outcome.body_bytes = 0 if answer.bodyless else len(body)
        if sent < len(data):
            flow = Flow(self, answer, upload, None)
            flow.pending = memoryview(data)[sent:]
            return self._hand_over(flow)
        outcome.complete = True
        answer.finish()
        return self._go_on(answer.keep_alive, upload)

    def _deliver_flow(self, answer: Answer, upload: StreamUpload, body: RelayedBody) -> bool:
        if answer.bodyless:
            body.abandon()
            return self._deliver_bytes(answer, upload, b"")
        if not answer.chunked and not body.event_stream and (content := body.upstream.take_whole()) is not None:
            answer.outcome.tail = content[-TAIL:]
            return self._deliver_bytes(answer, upload, content)
        flow = Flow(self, answer, upload, body)
        flow.begin()
        for _ in range(SHORT_READINGS):
            if not flow.short or not poll_one(flow.upstream_fd, INPUT, SHORT_WAIT):
                break
            flow.advance()
        return self._hand_over(flow)

    def _hand_over(self, flow: Flow) -> bool:
        """To the relay, unless there is nothing left to do."""
        if not flow.failed and (flow.pending or not flow.done):
            if self.server.relay.add(flow):
                return False
            flow.fail("the gateway stops")
        flow.release()
        flow.settle()
        return self._conclude(flow)

    def _conclude(self, flow: Flow) -> bool:
        answer = flow.answer
        answer.finish()
        if not answer.outcome.complete:
            raise ClientGone
        return self._go_on(answer.keep_alive, flow.upload)

    def _read_head(self, fresh: bool) -> Head | None:
        """The next head; None when the connection is parked or closed meanwhile."""
        stream, buffer, settings = self.stream, self.buffer, self.settings
        ready = fresh
        while True:
            if buffer:
                head = screen(buffer, max_headers=settings.max_headers, strict=settings.strict_framing)
                if head is not None:
                    return head
                if self._head_is_late():
                    self.close()
                    return None
            if not ready and not stream.readable(REST_OF_HEAD if buffer else NEXT_REQUEST):
                self._park()
                return None
            ready = False
            data = stream.read_ready(READ_SIZE)
            if data == b"":
                self.close()
                return None
            buffer += data or b""

    def _head_is_late(self) -> bool:
        now = time.monotonic()
        if not self.head_started:
            self.head_started = now
        return now > self.head_started + self.settings.head_timeout

    def _park(self) -> None:
        settings = self.settings
        if self.head_started:
            deadline = self.head_started + settings.head_timeout
        else:
            deadline = time.monotonic() + settings.idle_timeout
        self.server.acceptor.park(self, deadline)

    def _request(self, parsed: RequestHead, upload: StreamUpload) -> Request:
        return Request(
            method=parsed.method,
            target=parsed.target,
            headers=parsed.headers,
            version=parsed.version,
            body=upload,
            has_body=not upload.done,
            content_length=parsed.length,
            peer=self.peer,
            local_port=self.local_port,
            hangup=self.stream,
            started=time.monotonic(),
        )

    def _ask(self, request: Request) -> Response:
        try:
            return self.handler(request)
        except ClientGone:
            raise
        except DownstreamError as error:
            return Response(error.status, close=True)
        except BodyBroken:
            return Response(400, close=True)
        except UpstreamError as error:
            return text(503, f"upstream call failed: {error}")
        except DeadlineExceeded:
            return text(504, "request timeout")
        except Exception:
            sys.excepthook(*sys.exc_info())  # a bug in the handler: this request fails, the server goes on
            return Response(500, close=True)

    def _may_keep(self, parsed: RequestHead, response: Response, upload: StreamUpload) -> bool:
        if not parsed.keep_alive or response.close or self.server.draining:
            return False
        return upload.done or upload.skip(0) or upload.worth_skipping()

    def _go_on(self, keep_alive: bool, upload: StreamUpload) -> bool:
        if keep_alive and (upload.done or upload.skip(SKIP_BODY)):
            return True
        if upload.done:
            self.close()
        else:
            self.server.acceptor.linger(self)
        return False

    def _refuse(self, status: int) -> None:
        self.stream.write(refusal(status), patience=self.settings.write_timeout)
        self.server.acceptor.linger(self)


def text(status: int, message: str) -> Response:
    return Response(status, Headers([(b"content-type", b"text/plain")]), message.encode())
