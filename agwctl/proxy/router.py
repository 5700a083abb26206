"""The `llm` section's model router: which model a request names, and which backend serves it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

from agwctl.config.llm import LlmModel
from agwctl.http.message import Headers, Response
from agwctl.llm.failure import LlmError
from agwctl.llm.models import (
    NOT_DECODED,
    TOO_LARGE,
    ModelEntry,
    Refused,
    find_model,
    is_model_list,
    model_list,
    requested_model,
)
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.route import Backend
from agwctl.proxy.table import Match

__all__ = ["ModelRouter", "Offer"]

JSON = (b"content-type", b"application/json")


class Offer(NamedTuple):
    """What stands behind a model's name; one of `matches` must hold when there are any."""

    backend: Backend
    matches: Sequence[Match] = ()
    config: LlmModel | None = None
    """What it was made of."""

    def admits(self, exchange: Exchange) -> bool:
        return not self.matches or any(match.accepts_headers(exchange) for match in self.matches)


class ModelRouter:
    """The models of one `llm` section, in the order in which they are tried and listed."""

    name = "/llm:router"
    """What metrics call the backend of the router's own answers."""

    def __init__(self, offers: Sequence[ModelEntry[Offer]]) -> None:
        self.offers = offers
        self._created = time.time_ns() // 1_000_000_000

    @property
    def models(self) -> list[str]:
        """The names that clients may use."""
        return [offer.name for offer in self.offers if offer.public]

    def choose(self, exchange: Exchange, limit: int) -> Backend | Response:
        """The backend of the model that a request names, or the router's own answer."""
        path = exchange.path.decode("latin-1")
        try:
            if is_model_list(path):
                return self._answer(exchange, 200, model_list(self.models, self._created))
            return self._find(exchange, limit)
        except Refused as refused:
            return self._answer(exchange, refused.refusal.status, refused.refusal.body)

    def _find(self, exchange: Exchange, limit: int) -> Backend:
        try:
            document = exchange.document(limit)
        except LlmError as error:
            raise Refused(TOO_LARGE if error.code == "body_too_large" else NOT_DECODED) from error
        content_type = exchange.headers.get(b"content-type")
        model = requested_model(document, content_type.decode("latin-1") if content_type else None)
        return find_model(self.offers, model, lambda offer: offer.admits(exchange)).target.backend

    def _answer(self, exchange: Exchange, status: int, body: bytes) -> Response:
        exchange.protocol = "llm"
        exchange.backend_name = self.name
        return Response(status, Headers([JSON]), body)
