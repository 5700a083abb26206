"""`agwctl validate --paths`: what Ollama receives for each call that a client may make, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agwctl.cli import checking
from agwctl.cli.inputs import read_stdin
from agwctl.compat import Compat
from agwctl.config.load import load_text
from agwctl.config.reach import Reach, is_served
from agwctl.config.text import text_of
from agwctl.diagnostics.printable import printable
from agwctl.errors import ExitCode, InputError, UsageError

if TYPE_CHECKING:
    from agwctl.cli.console import Console
    from agwctl.cli.outputs import Output

__all__ = ["show"]


def show(asked: checking.Asked, wanted: list[Output], environ: Mapping[str, str], console: Console) -> ExitCode:
    """Prints the paths of every configuration that is asked for. Raises: UsageError, InputError."""
    if len(wanted) > 1 or wanted[0].format not in ("human", "json") or wanted[0].file is not None:
        raise UsageError("--paths is shown as human or json, on stdout")
    compat = checking.terms(asked.places, asked.flags, environ).checker.compat
    found = [(name, list(_reaches(name, asked, environ, compat, console))) for name in asked.paths]
    if wanted[0].format == "json":
        console.result(_as_json(found, compat))
    else:
        console.result("\n\n".join("\n".join(map(printable, _lines(name, ways))) for name, ways in found))
    return ExitCode.OK


def _reaches(
    name: str, asked: checking.Asked, environ: Mapping[str, str], compat: Compat, console: Console
) -> Iterator[Reach]:
    if Path(name).is_dir():
        raise UsageError(f"--paths follows requests through one configuration: {name} is a folder")
    data, shown = (read_stdin(), asked.stdin_filename) if name == "-" else (_bytes(name), name)
    loaded = load_text(text_of(data, shown), shown, environ)
    if loaded.config is None:
        hint = f"agwctl validate {name} shows them"
        raise InputError(f"{shown} has {len(loaded.errors)} errors: no request gets anywhere", hint)
    for diagnostic in loaded.not_served:
        told = f"note: {shown}:{diagnostic.span.start.line}: {diagnostic.message}; paths are shown without it"
        console.note(printable(told))
    return checking.reaches(loaded.config, compat)


def _bytes(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise InputError(f"failed to open file `{name}`: {error.strerror}") from error


def _lines(name: str, ways: Iterable[Reach]) -> Iterator[str]:
    yield name
    origins: dict[tuple[int, str, str, str], list[Reach]] = {}
    for way in ways:
        origins.setdefault((way.port, way.listener, way.name, way.where), []).append(way)
    for (port, listener, route, where), same in origins.items():
        host = "localhost" if listener == "*" else listener
        yield f"  http://{host}:{port}  {where}" + ("" if where.startswith("model ") else f"  (route {route})")
        for group in _by_backend(same):
            yield from _upstream(group)
            yield from _calls(group)
    if not origins:
        yield "  no route: every request is answered 404"


def _by_backend(ways: list[Reach]) -> Iterable[list[Reach]]:
    """The calls to each backend; with those that get to none among the first's."""
    first = next((way.backend for way in ways if way.backend is not None), None)
    groups: dict[int, list[Reach]] = {}
    for way in ways:
        groups.setdefault(id(way.backend or first), []).append(way)
    return groups.values()


def _upstream(ways: list[Reach]) -> Iterator[str]:
    """What is the same for all calls to a backend: the Host, and the model unless it is the client's."""
    sent = [way.sent for way in ways if way.sent is not None]
    if not sent:
        return
    hosts = dict.fromkeys(f"Host: {each.host}" if each.host else "the client's Host" for each in sent)
    models = dict.fromkeys(each.model for each in sent if each.model is not None)
    told = [*hosts, *(f"the model is {model}, whatever a request names" for model in models)]
    yield f"    {sent[0].endpoint} gets {'; '.join(told)}"


def _calls(ways: list[Reach]) -> Iterator[str]:
    if len({way.answer for way in ways}) == 1 and ways[0].answer is not None:
        yield f"    every call  {ways[0].answer}"
        return
    calls = [f"{way.method:<4} {way.path}" for way in ways]
    width, end_width = max(map(len, calls)), max((len(_end(way)) for way in ways if way.sent), default=0)
    for call, way in zip(calls, ways, strict=True):
        line = f"    {call:<{width}}  {_end(way):<{end_width}}  {'; '.join(_why(way))}"
        yield line.rstrip()


def _end(way: Reach) -> str:
    if way.sent is None:
        return str(way.answer)
    return f"→ {way.sent.endpoint} {way.sent.path}"


def _why(way: Reach) -> Iterator[str]:
    if way.sent is None:
        return
    if way.is_llm and not is_served(way.sent):
        yield "404: Ollama has no such path"
    yield from way.why
    if not way.why:
        yield "as it is"


def _as_json(found: list[tuple[str, list[Reach]]], compat: Compat) -> str:
    import json

    from agwctl import __version__

    document = {
        "schemaVersion": 1,
        "tool": {"name": "agwctl", "version": __version__},
        "compat": compat.name,
        "files": [{"path": name, "paths": [_entry(way) for way in ways]} for name, ways in found],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _entry(way: Reach) -> dict[str, Any]:
    sent = way.sent
    return {
        "port": way.port,
        "listener": way.listener,
        "route": None if way.model is not None else way.name,
        "model": way.name if way.model is not None else None,
        "match": way.where,
        "method": way.method,
        "path": way.path,
        "upstream": None
        if sent is None
        else {
            "endpoint": sent.endpoint,
            "method": sent.method,
            "path": sent.path,
            "host": sent.host,
            "model": sent.model,
            "served": is_served(sent) if way.is_llm else None,
        },
        "answer": way.answer,
        "why": list(way.why),
    }
