"""The auxiliary ports: readiness, stats and admin."""

from __future__ import annotations

from collections.abc import Callable

from agwctl.http.message import Handler, Headers, Request, Response
from agwctl.proxy.metrics import Metrics

__all__ = ["admin", "readiness", "stats"]

TEXT = (b"content-type", b"text/plain")


def readiness(pending: Callable[[], list[str]]) -> Handler:
    """`/healthz/ready`: 200, or 500 naming what is not ready yet."""

    def handle(request: Request) -> Response:
        if request.target.partition(b"?")[0] != b"/healthz/ready":
            return Response(404)
        if request.method != b"GET":
            return Response(405)
        waiting = pending()
        if waiting:
            return Response(500, Headers([TEXT]), f"not ready, pending: {', '.join(waiting)}\n".encode())
        return Response(200, Headers([TEXT]), b"ready\n")

    return handle


def stats(metrics: Metrics) -> Handler:
    """`/metrics` and `/stats/prometheus`, whatever the method."""

    def handle(request: Request) -> Response:
        if request.target.partition(b"?")[0] not in (b"/metrics", b"/stats/prometheus"):
            return Response(404)
        accept = (request.headers.get(b"accept") or b"").decode("latin-1")
        content_type, text = metrics.exposition(accept)
        return Response(200, Headers([(b"content-type", content_type)]), text)

    return handle


def admin(quit_: Callable[[], None]) -> Handler:
    """`POST /quitquitquit`; what else an operator may ask for is not served yet and says so."""

    def handle(request: Request) -> Response:
        path = request.target.partition(b"?")[0]
        if path != b"/quitquitquit":
            return Response(404)
        if request.method != b"POST":
            return Response(405)
        if b"origin" in request.headers:  # any web page can make a browser post to this machine
            return Response(403)
        quit_()
        return Response(200, Headers([TEXT]), b"shutdown now\n")

    return handle
