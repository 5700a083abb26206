"""The simulator on a port of its own, with a line of log for each request."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Callable

from agwctl.errors import UnavailableError
from agwctl.http.failure import ClientGone
from agwctl.http.listen import bind
from agwctl.http.message import Handler, Outcome, Request, Response
from agwctl.http.server import Server, ServerSettings
from agwctl.ollama.address import authority
from agwctl.ollama.clock import Pace, utc_time
from agwctl.ollama.simulator import Simulator

__all__ = ["READABLE", "StandIn"]

READABLE = Pace(load_seconds=0.2, prompt_tokens_per_second=500, tokens_per_second=60)
"""As fast as a small model on a laptop: a stream is seen to stream."""


class StandIn:
    """Listens from the moment it is made and answers from `start` to `stop`.

    Port 0 takes a free one. `log` is given each line without a newline, from several threads; `around` may put another
    handler around the simulator's. Raises: UnavailableError when the port cannot be had.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        simulator: Simulator | None = None,
        log: Callable[[str], None] | None = None,
        around: Callable[[Handler], Handler] | None = None,
    ) -> None:
        try:
            sock = bind(host, port)
        except OSError as error:
            what = f"cannot listen on {authority(host, port)}: {_cause(error)}"
            raise UnavailableError(what, _ELSEWHERE if _is_elsewhere(error) else None) from None
        self.simulator = simulator or Simulator(pace=READABLE)
        self.port: int = sock.getsockname()[1]
        self.url = f"http://{authority(host, self.port)}"
        self._server = Server(ServerSettings())
        handler: Handler = self.simulator if around is None else around(self.simulator)
        self._server.listen(sock, logged(handler, log) if log else handler)

    def start(self) -> None:
        self._server.start()

    def stop(self, patience: float = 0.0) -> None:
        """Ends; answers that are on their way get `patience` seconds."""
        self._server.drain(max_deadline=patience)
        self._server.stop()


def logged(handler: Handler, log: Callable[[str], None]) -> Handler:
    """The same handler; once an answer is out, or its client gone, `log` is told."""

    def handle(request: Request) -> Response:
        started = time.time_ns()
        try:
            response = handler(request)
        except ClientGone:
            log(_line(started, request, 499, Outcome(complete=False, client_gone=True)))
            raise
        inner = response.on_end

        def over(outcome: Outcome) -> None:
            if inner is not None:
                inner(outcome)
            log(_line(started, request, response.status, outcome))

        response.on_end = over
        return response

    return handle


def _line(started: int, request: Request, status: int, outcome: Outcome) -> str:
    what = f"{request.method.decode('latin-1')} {request.target.decode('latin-1')}"
    took = f"{(time.time_ns() - started) / 10**6:.0f}ms"
    end = "" if outcome.complete else " client left" if outcome.client_gone else " broken off"
    return f"{utc_time(started // 10**6 * 10**6)} {status} {what} {outcome.body_bytes}B {took}{end}"


_ELSEWHERE = "give an address of this machine, such as 127.0.0.1, 0.0.0.0 or ::1"


def _is_elsewhere(error: OSError) -> bool:
    return isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL


def _cause(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "the port is taken"
    return (error.strerror or str(error)).lower()
