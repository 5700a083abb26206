"""One request from match to response: listener, route, filters, backend, upstream, filters again."""

from __future__ import annotations

import time
from functools import partial
from typing import NamedTuple

from agwctl.compat import Compat
from agwctl.http.failure import BodyBroken, ClientGone, DeadlineExceeded, DownstreamError, UpstreamError
from agwctl.http.message import Outcome, Request, Response
from agwctl.http.upstream import RelayedBody
from agwctl.llm.failure import LlmError
from agwctl.proxy.access_log import AccessLog
from agwctl.proxy.balance import choose
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.failure import Failure, Reason
from agwctl.proxy.failure_answer import answer_for, as_failure
from agwctl.proxy.forward import Sender
from agwctl.proxy.llm_call import LlmCall
from agwctl.proxy.llm_reply import read_stream_end
from agwctl.proxy.metrics import Metrics
from agwctl.proxy.model_group import asks_for_models, choose_route, list_models
from agwctl.proxy.outage import Outages
from agwctl.proxy.route import AiTarget, Backend
from agwctl.proxy.table import HostTable, Listener
from agwctl.proxy.trace import continue_trace

__all__ = ["ProxyHandler", "Services"]

METHOD_NOT_ALLOWED = Failure(405, "method not allowed", Reason.INTERNAL)
NO_LISTENER = Failure(404, "listener not found", Reason.NOT_FOUND)
NO_ROUTE = Failure(404, "route not found", Reason.NOT_FOUND, page="E04")
NO_BACKEND = Failure(500, "no valid backends", Reason.NO_HEALTHY_BACKEND, code="no_backend")
FAILURES = (Failure, LlmError, UpstreamError, DeadlineExceeded, BodyBroken)


class Services(NamedTuple):
    """What all ports of a gateway share."""

    compat: Compat
    sender: Sender
    llm: LlmCall
    log: AccessLog
    metrics: Metrics
    outages: Outages


class ProxyHandler:
    """The handler of one data port."""

    def __init__(self, bind: str, listeners: HostTable[Listener], services: Services) -> None:
        self._bind = bind
        self._listeners = listeners
        self._services = services

    def __call__(self, request: Request) -> Response:
        exchange = Exchange(request, self._bind)
        try:
            response = self._answer(exchange)
        except FAILURES as error:
            response = self._failed(exchange, error)
        except (ClientGone, DownstreamError):
            self._record(exchange, Outcome(complete=False, client_gone=True))
            raise
        response = self._filtered(exchange, response)
        exchange.status = response.status
        response.on_end = partial(self._record, exchange)
        return response

    def _answer(self, exchange: Exchange) -> Response:
        exchange.read_target()
        exchange.trace = continue_trace(exchange.headers)
        if exchange.method == b"CONNECT":
            raise METHOD_NOT_ALLOWED
        host = exchange.host or ""
        listener = next(iter(self._listeners.find(host)), None)
        if listener is None:
            raise NO_LISTENER
        exchange.listener = listener.name
        entry = listener.routes.find(host, exchange)
        if entry is None:
            raise NO_ROUTE
        exchange.route = entry.route
        if entry.match.kind == "prefix":
            exchange.matched_prefix = entry.match.path
        if entry.group and self._services.compat.same_match_by_model:
            if asks_for_models(exchange):
                return list_models(exchange, entry.group, self._through_route, self._out_of_reach)
            exchange.route = choose_route(exchange, entry.group, self._services.llm.request_limit)
        return self._through_route(exchange)

    def _through_route(self, exchange: Exchange) -> Response:
        """Run the policies of the exchange's route and go to one of its backends."""
        route = exchange.route
        assert route is not None
        exchange.response_filters.extend(route.response_filters)
        for run in route.request_filters:
            if (response := run(exchange)) is not None:
                return response
        chosen: Backend | Response | None = choose(route.backends)
        if route.router is not None:
            chosen = route.router.choose(exchange, self._services.llm.request_limit)
        if chosen is None:
            raise NO_BACKEND
        return chosen if isinstance(chosen, Response) else self._through_backend(exchange, chosen)

    def _through_backend(self, exchange: Exchange, backend: Backend) -> Response:
        exchange.backend, exchange.backend_name = backend, backend.name
        exchange.response_filters.extend(backend.response_filters)
        if isinstance(backend.target, Failure):
            raise backend.target
        for run in backend.request_filters:
            run(exchange)
        if isinstance(backend.target, AiTarget):
            return self._services.llm.answer(exchange, backend.target)
        return self._services.sender.forward(exchange, backend.target)

    def _filtered(self, exchange: Exchange, response: Response) -> Response:
        """The response as the filters that the exchange has reached leave it."""
        try:
            for change in exchange.response_filters:
                change(response.headers)
        except Failure as failure:
            if isinstance(response.body, RelayedBody):
                response.body.abandon()
            return self._failed(exchange, failure)
        return response

    def _failed(self, exchange: Exchange, error: Exception) -> Response:
        failure = as_failure(error, exchange)
        if failure.reason is Reason.UPSTREAM_FAILURE:
            self._out_of_reach(exchange, failure)
        exchange.reason = failure.reason
        response, exchange.error = answer_for(failure, exchange, self._services.compat)
        return response

    def _out_of_reach(self, exchange: Exchange, error: Exception) -> None:
        """Tell the operator that the exchange's upstream did not answer."""
        if exchange.endpoint is not None:
            self._services.outages.failed(exchange.endpoint, as_failure(error, exchange).message)

    def _record(self, exchange: Exchange, outcome: Outcome) -> None:
        """Log and count a finished exchange; on the worker that sent its last byte."""
        seconds = time.monotonic() - exchange.request.started
        if exchange.llm is not None and exchange.llm.streaming:
            read_stream_end(exchange, outcome)
        self._services.log.record(exchange, seconds)
        self._services.metrics.record(exchange, outcome, seconds)
