"""A request to an LLM backend: what it is, what the upstream gets, what the client gets back."""

from __future__ import annotations

from agwctl.compat import Compat
from agwctl.http.message import Headers, Response
from agwctl.llm import detect
from agwctl.llm.dialects import LlmRequest, TokenCap, dialect
from agwctl.llm.formats import check_format
from agwctl.llm.paths import below_mount
from agwctl.llm.route_type import RouteType, by_path, by_suffix, suffix_table
from agwctl.proxy.exchange import Exchange, LlmFacts
from agwctl.proxy.forward import Sender, passed_on
from agwctl.proxy.llm_reply import LlmReplies
from agwctl.proxy.route import AiTarget

__all__ = ["LlmCall"]

ALL_CHAT = suffix_table({})
NOT_IMPLEMENTED = b'{"error":"Route \'Models\' not implemented"}'

LOGGED = {
    "temperature": "gen_ai.request.temperature",
    "dimensions": "gen_ai.embeddings.dimension.count",
    "encoding_format": "gen_ai.request.encoding_formats",
    "top_p": "gen_ai.request.top_p",
    "max_tokens": "gen_ai.request.max_tokens",
    "frequency_penalty": "gen_ai.request.frequency_penalty",
    "presence_penalty": "gen_ai.request.presence_penalty",
    "seed": "gen_ai.request.seed",
}


class LlmCall:
    """Runs LLM exchanges; any thread may use it."""

    def __init__(self, compat: Compat, sender: Sender, buffer_size: int | None) -> None:
        """`buffer_size` is `frontendPolicies.http.maxBufferSize`."""
        self._compat = compat
        self._sender = sender
        self._replies = LlmReplies(compat, buffer_size)
        self.request_limit = compat.request_body_limit if buffer_size is None else buffer_size
        """Bytes of a request that are read."""

    def answer(self, exchange: Exchange, target: AiTarget) -> Response:
        """Send the request upstream as its kind asks. Raises: LlmError and what `Sender.send` raises."""
        exchange.protocol = "llm"
        kind = self._kind(exchange, target)
        if kind is RouteType.MODELS:
            return Response(501, Headers([(b"content-type", b"application/json")]), NOT_IMPLEMENTED)
        path = target.path.target(kind, exchange.path_and_query.decode("latin-1")).encode("latin-1")
        check_format(kind, target.formats, target.provider)
        if kind is RouteType.PASSTHROUGH:
            body, length = exchange.payload
            upstream = self._sender.send(exchange, target.host, body, length, path)
            return passed_on(upstream, upstream.handover())
        request = self._read(exchange, target, kind)
        exchange.drop_encoding()
        upstream = self._sender.send(exchange, target.host, request.body, None, path)
        return self._replies.answer(exchange, kind, request, upstream)

    def _kind(self, exchange: Exchange, target: AiTarget) -> RouteType:
        """What the request is; puts the path right where guide mode does."""
        if self._compat.prefix_is_a_mount and (prefix := mounted_at(exchange, target)) is not None:
            path = below_mount(prefix, exchange.method.decode("latin-1"), exchange.path.decode("latin-1"))
            exchange.path = path.encode("latin-1")
        path = exchange.path.decode("latin-1")
        if target.types is not None:
            return by_suffix(target.types, path)
        if not self._compat.route_type_by_path:
            return by_suffix(ALL_CHAT, path)
        kind, path = by_path(exchange.method.decode("latin-1"), path, client_path=target.leaves_path)
        exchange.path = path.encode("latin-1")
        return kind

    def _read(self, exchange: Exchange, target: AiTarget, kind: RouteType) -> LlmRequest:
        document = exchange.document(self.request_limit)
        if kind is RouteType.DETECT:
            request = detect.read_request(document)
        else:
            cap = TokenCap.OPENAI if target.path.openai else TokenCap.AS_SENT
            request = dialect("openai").read_request(
                kind,
                document,
                model=target.model,
                request_model_wins=self._compat.request_model_wins and not target.model_is_fixed,
                token_cap=TokenCap.MAX_TOKENS if self._compat.token_cap and target.path.host_override else cap,
            )
        exchange.llm = LlmFacts(
            operation="embeddings" if kind is RouteType.EMBEDDINGS else "chat",
            provider=target.provider,
            request_model=request.model or None,
            parameters={LOGGED[name]: value for name, value in request.parameters.items()},
            streaming=request.stream,
        )
        return request


def mounted_at(exchange: Exchange, target: AiTarget) -> str | None:
    """The matched prefix, when it only says where the route is mounted and means nothing to the upstream."""
    route, prefix = exchange.route, (exchange.matched_prefix or b"/").decode("latin-1").rstrip("/")
    if route is None or route.rewrites_path or not target.leaves_path or not prefix:
        return None
    return None if prefix.split("/")[1] in ("v1", "api") else prefix
