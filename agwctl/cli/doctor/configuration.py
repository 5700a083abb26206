"""The gateway configuration as the doctor looks at it: what the linter says, where it leads, what it opens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from agwctl.cli.checking import reaches
from agwctl.compat import GUIDE, Compat
from agwctl.config.llm_backends import AiPlace, find_ai_places, model_of, time_limits
from agwctl.config.load import Loaded, load_text
from agwctl.config.models import Models
from agwctl.config.names import LLM_PORT, MCP_PORT, gateway_listeners, llm_gateways
from agwctl.config.reach import Reach
from agwctl.doctor.facts.configuration import Call, Configuration, ConfigurationFinding, GatewayPort, TimeLimit
from agwctl.doctor.facts.facts import Origin, Server
from agwctl.errors import InputError
from agwctl.lint.check import Checker
from agwctl.lint.registry import RULES, rule
from agwctl.models.configured import Configured, by_server
from agwctl.models.in_configuration import configured

if TYPE_CHECKING:
    from agwctl.config.root import Config
    from agwctl.diagnostics.diagnostic import Diagnostic

__all__ = ["configuration", "servers"]

FAILURES: dict[str, tuple[str, ...]] = {
    "AGW001": ("E11", "E10"),
    "AGW002": ("E10",),
    "AGW003": ("E12",),
    "AGW004": ("E12", "E10"),
    "AGW005": ("E12",),
    "AGW006": ("E11",),
    "AGW007": ("E10",),
    "AGW008": ("E10", "E11"),
    "AGW009": ("E12",),
    "AGW014": ("E12",),
    "AGW015": ("E13",),
    "AGW016": ("E12", "E10"),
    "AGW017": ("E12",),
    "AGW018": ("E22",),
    "AGW022": ("E11",),
    "AGW120": ("E14",),
    "AGW320": ("E10",),
}
"""Entries of the catalogue of failures for the codes that no rule has; a rule says its own."""
BY_WORD: dict[str, dict[str, tuple[str, ...]]] = {
    "AGW001": {"it belongs under": ("E10", "E11")},
    "AGW412": {"num_ctx": ("C13",), "keep_alive": ("C10",)},
}
"""Where a rule is about several entries, and a word of its message or hint says which."""
_UNSET = re.compile(r"error looking key '(\w+)' up: environment variable not found")
ANY_MODEL = "model-of-the-client"
"""Asked for where the configuration leaves the model to the client: a chat without messages loads none."""


class _File(NamedTuple):
    """What a valid file leads to."""

    loaded: Loaded
    config: Config
    ways: list[Reach]
    places: list[AiPlace]
    compat: Compat
    environ: Mapping[str, str]

    def where(self, node: Any) -> str:
        start = self.loaded.source.span(node).start
        return f"{self.loaded.source.path}:{start.line}:{start.column}"


def configuration(
    path: str, text: str, environ: Mapping[str, str], compat: Compat = GUIDE, *, is_named: bool = True
) -> Configuration | None:
    """What there is to know about one file; nothing is raised for what is wrong with it.

    One that was not named but found, and is another program's, is None.
    """
    report = Checker(environ, compat=compat, reach=reaches).text(text, path, is_named=is_named)
    if report.kind != "gateway" and not is_named:
        return None
    loaded = load_text(text, path, environ)
    findings = tuple(_findings(path, report.diagnostics if report.kind == "gateway" else loaded.diagnostics))
    modified, is_valid = _modified(path), loaded.config is not None
    if loaded.config is None:
        loaded = _without_unset(loaded, text, path, environ)
    if loaded.config is None:
        return Configuration(path, findings, is_valid=False, modified=modified)
    places = list(find_ai_places(Models(loaded.config)))
    file = _File(loaded, loaded.config, list(reaches(loaded.config, compat)), places, compat, environ)
    models = tuple(configured(loaded, file.ways))
    public = tuple(model.name for model in loaded.config.llm.models) if loaded.config.llm is not None else ()
    return Configuration(
        path,
        findings,
        is_valid,
        models=models,
        ports=tuple(_ports(file)),
        prefixes=tuple(dict.fromkeys(_prefixes(file.ways))),
        calls=tuple(_calls(file, models)),
        time_limits=tuple(dict.fromkeys(_limits(file))),
        modified=modified,
        listed_models=(*public, *(["*"] if places else [])),
        public_names=public,
        has_static_part=bool(loaded.config.config.given()),
    )


def _without_unset(loaded: Loaded, text: str, path: str, environ: Mapping[str, str]) -> Loaded:
    """The same with a word for each variable that is not set, if that is all that is wrong with it.

    The gateway's own service may have them: where requests go seldom depends on them.
    """
    found = [_UNSET.search(each.message) for each in loaded.errors]
    names = [each[1] for each in found if each is not None]
    return load_text(text, path, {**environ, **dict.fromkeys(names, "unset")}) if len(names) == len(found) else loaded


def servers(known: Configuration) -> tuple[Server, ...]:
    """The servers that it leads to, each once, at the place where it is named first."""
    return tuple(
        Server(address, _origin(entries[0]), tuple(entries), _is_ollama(entries))
        for address, entries in by_server(known.models).items()
    )


def _origin(entry: Configured) -> Origin:
    return Origin("configuration", entry.written, entry.written_at or entry.where)


def _is_ollama(entries: Iterable[Configured]) -> bool:
    return any(entry.is_ollama for entry in entries)


def _modified(path: str) -> float | None:
    try:
        return Path(path).stat().st_mtime
    except (OSError, ValueError):
        return None


def _findings(path: str, told: Iterable[Diagnostic]) -> Iterator[ConfigurationFinding]:
    for each in told:
        ids = rule(each.code.id).IDS if each.code.id in RULES else FAILURES.get(each.code.id, ())
        narrower = BY_WORD.get(each.code.id, {})
        text = f"{each.message} {each.hint or ''}"
        ids = next((found for word, found in narrower.items() if word in text), ids)
        start = each.span.start
        where = f"{path}:{start.line}:{start.column}"
        yield ConfigurationFinding(each.code.id, ids, each.severity.value, each.message, where, each.hint or "")


def _ports(file: _File) -> Iterator[GatewayPort]:
    config = file.config
    for bind in config.binds:
        if bind.port is not None and bind.mode == "standard":
            is_tls = any(listener.protocol in ("HTTPS", "TLS") for listener in bind.listeners)
            yield GatewayPort(bind.port, "requests", file.where(bind.node("port")), is_tls)
    for name, gateway in config.gateways.items():
        if gateway.port is not None:
            listeners = [listener for _, listener in gateway_listeners(name, gateway)]
            is_tls = any(each.tls is not None or each.protocol in ("HTTPS", "TLS") for each in listeners)
            yield GatewayPort(gateway.port, "requests", file.where(gateway.node("port")), is_tls)
    llm, mcp = config.llm, config.mcp
    if llm is not None and not llm_gateways(config):
        node = config.key_node("llm") if llm.port is None else llm.node("port")
        yield GatewayPort(llm.port or LLM_PORT, "requests", file.where(node), llm.tls is not None)
    if mcp is not None and not mcp.gateways and (mcp.port is not None or not config.gateways):
        node = config.key_node("mcp") if mcp.port is None else mcp.node("port")
        yield GatewayPort(mcp.port or MCP_PORT, "requests", file.where(node))
    yield from _own_ports(file)


def _own_ports(file: _File) -> Iterator[GatewayPort]:
    from agwctl.proxy.addresses import own_ports

    process, path = file.config.config, file.loaded.source.path
    given = process.given()
    try:
        found = own_ports(process, file.environ, file.compat)
    except InputError:
        return  # an address in the environment that nobody can read: the linter tells
    for own in found:
        field = f"{own.name}_addr"
        where = file.where(process.node(field)) if field in given else path
        purpose = "metrics" if own.name == "stats" else own.name
        if own.address.path is None:
            yield GatewayPort(own.address.port, purpose, where)


def _prefixes(ways: Iterable[Reach]) -> Iterator[str]:
    for way in ways:
        prefix = (way.match.path.path_prefix or "").rstrip("/") if way.match is not None else ""
        if prefix and prefix.split("/")[1:2] not in (["v1"], ["api"]) and _is_for_anybody(way):
            yield prefix


def _is_for_anybody(way: Reach) -> bool:
    """Whether a plain request gets there, without a host name, a header or a query of its own."""
    return way.listener == "*" and (way.match is None or not (way.match.headers or way.match.query))


def _calls(file: _File, models: Iterable[Configured]) -> Iterator[Call]:
    """One chat for each way to an Ollama, or to what may be one."""
    ollamas = {each.server.authority: each.is_ollama for each in models}
    named = {id(place.entry): found[0] for place in file.places if (found := model_of(place.ai)) is not None}
    seen: set[tuple[int, int, int]] = set()
    for way in file.ways:
        key = (way.port, id(way.model or way.match), id(way.backend))
        is_chat = way.method == "POST" and way.path.endswith("/chat/completions")
        if not is_chat or way.sent is None or way.sent.endpoint not in ollamas or not _is_for_anybody(way):
            continue
        if key not in seen:
            seen.add(key)
            source = way.model or way.route
            model = way.model.name.replace("*", ANY_MODEL) if way.model is not None else named.get(id(way.backend))
            where = file.where(source.node() if source is not None else file.config.node())
            upstream = way.sent.endpoint
            yield Call(way.port, way.path, model or ANY_MODEL, upstream, way.sent.path, where, ollamas[upstream])


def _limits(file: _File) -> Iterator[TimeLimit]:
    for place in file.places:
        for owner, field in time_limits(place):
            yield TimeLimit(getattr(owner, field), file.where(owner.node(field)))
