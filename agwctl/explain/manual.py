"""All pages, and finding the ones that somebody asks for."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from agwctl.config.suggest import nearest
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Code
from agwctl.doctor.checks import CHECKS, check
from agwctl.explain.page import Page, of_check, of_code, of_failure, of_gateway_error, of_rule
from agwctl.lint.own_codes import OWN_CODES
from agwctl.lint.registry import RULES, rule
from agwctl.llm.error_body import CODES

__all__ = ["Found", "data", "find", "nearest_names", "own_codes", "pages", "signs"]


class Found(NamedTuple):
    """Pages in the order of their likelihood; `exact` when they were asked for by name, not recognized in a text."""

    pages: tuple[Page, ...]
    exact: bool


def data(name: str) -> dict[str, Any]:
    """A file of this package."""
    return tomllib.loads((files("agwctl.explain") / f"{name}.toml").read_text("utf-8"))


@cache
def pages() -> dict[str, Page]:
    """Every page by its id: mistakes and rules in the order of their codes, failures, checks, errors of the gateway."""
    coded = sorted([*_of_codes(), *_of_rules()], key=lambda page: page.id)
    checks = list(_of_checks())
    return {page.id: page for page in [*coded, *_of_failures([*coded, *checks]), *checks, *_of_gateway_errors()]}


def own_codes() -> list[Code]:
    """The codes that no rule has: of the configuration itself, and of linting."""
    return [*(code for code in vars(codes).values() if isinstance(code, Code)), *OWN_CODES]


def _of_codes() -> Iterator[Page]:
    written = data("codes")
    for code in own_codes():
        yield of_code(code, written.get(code.id, {}))


def _of_rules() -> Iterator[Page]:
    for code in RULES:
        module = rule(code)
        yield of_rule(module.META, inspect.getdoc(module) or "", module.IDS)


def _of_checks() -> Iterator[Page]:
    for id in CHECKS:
        module = check(id)
        yield of_check(module.META, inspect.getdoc(module) or "")


def _of_failures(finders: list[Page]) -> Iterator[Page]:
    """Each with the rules that find it in a file, and the checks that find it where it happens."""
    for identity, page in data("failures").items():
        yield of_failure(identity, page)._replace(see=tuple(each.id for each in finders if identity in each.see))


def _of_gateway_errors() -> Iterator[Page]:
    for code, error in CODES.items():
        yield of_gateway_error(code, *error)


def find(what: str) -> Found:
    """The pages for an id, a name, several of them, or a text in which an error occurs; none when nobody knows it."""
    named = [_named(word) for word in re.split(r"[\s,]+", what.strip())]
    known = [page for page in named if page is not None]
    if known and len(known) == len(named):
        return Found(tuple(dict.fromkeys(known)), exact=True)
    return Found(tuple(_recognized(what)), exact=False)


def _named(word: str) -> Page | None:
    return _by_name().get(word.strip("[]`'\"").lower())


@cache
def _by_name() -> dict[str, Page]:
    return {name.lower(): page for page in pages().values() for name in (page.id, page.name) if name}


def _recognized(text: str) -> Iterator[Page]:
    """First what the text names itself, then what its words point to: the pattern that covers most of it first."""
    seen: dict[str, Page] = {}
    for word in re.findall(r"[A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*", text):
        page = _named(word)
        if page is not None and page.kind != "failure" and (page.id.startswith("AGW") or "_" in word or "-" in word):
            seen.setdefault(page.id, page)
    for to in signs(text):
        for identity in to:
            seen.setdefault(identity, pages()[identity])
    yield from seen.values()


def signs(text: str) -> list[list[str]]:
    """What each known error in a text points to; the one that covers most of it first."""
    matched = [(len(match[0]), to) for pattern, to in _patterns() if (match := pattern.search(text))]
    return [to for _, to in sorted(matched, key=lambda pair: -pair[0])]


@cache
def _patterns() -> list[tuple[re.Pattern[str], list[str]]]:
    return [(re.compile(error["match"], re.IGNORECASE), error["to"]) for error in data("errors")["error"]]


def nearest_names(what: str) -> list[str]:
    """Names that were probably meant, the nearest first."""
    import difflib

    names = tuple(_by_name())
    first = nearest(what.strip(), names)
    close = difflib.get_close_matches(what.strip().lower(), names, n=3, cutoff=0.6)
    return list(dict.fromkeys([*([first] if first else []), *close]))
