"""How far a request got that was sent through the gateway, by the words of the answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from agwctl.doctor.evidence.maker import asks_for_login, beginning, is_page
from agwctl.doctor.facts.network import Answer

__all__ = ["End", "end_of"]


class End(StrEnum):
    """Where it ended; the words follow "it "."""

    REACHED = "reached the server"
    NO_ROUTE = "found no route"
    NO_MODEL = "found no model of that name in the gateway"
    NO_PATH = "reached the server at a path that it does not have"
    REFUSED = "was refused at the address that the gateway uses"
    UNRESOLVED = "went to a name that the gateway cannot resolve"
    TLS = "ended in a mix of TLS and plain HTTP behind the gateway"
    TIMEOUT = "was not answered in time behind the gateway"
    UNREACHABLE = "did not get out of the gateway"
    BROKEN = "broke off behind the gateway"
    GUARDED = "was turned away for the name that it called the server by"
    LOGIN = "was asked for credentials"
    UNREADABLE = "was answered by something that is no server of models"
    FRONT = "ended in a proxy in front of the gateway"
    GATEWAY = "was not taken by the gateway"
    OTHER = "was answered in a way that says nothing"


class _Sign(NamedTuple):
    statuses: range
    words: re.Pattern[str]
    end: End


def _sign(statuses: range | int, words: str, end: End) -> _Sign:
    return _Sign(statuses if isinstance(statuses, range) else range(statuses, statuses + 1), re.compile(words), end)


_BAD = range(500, 505)
_SIGNS = (
    _sign(404, r"^route not found", End.NO_ROUTE),
    _sign(404, r"model_not_found|^model not found", End.NO_MODEL),
    _sign(404, r"^404 page not found", End.NO_PATH),
    _sign(405, r"", End.NO_PATH),
    _sign(_BAD, r"upstream_refused|connection refused|os error 111", End.REFUSED),
    _sign(_BAD, r"upstream_unresolved|dns resolution", End.UNRESOLVED),
    _sign(_BAD, r"invalid peer certificate|\btls\b|handshake|invalidcontenttype|wrong version number", End.TLS),
    _sign(400, r"http request (was sent )?to (an )?https", End.TLS),
    _sign(
        _BAD,
        r"upstream_unreachable|no route to host|connect: deadline|no_upstream_host|no healthy|no valid",
        End.UNREACHABLE,
    ),
    _sign(_BAD, r"upstream_timeout|request_timeout|upstream call timeout|request timeout", End.TIMEOUT),
    _sign(_BAD, r"upstream_reply_unreadable|failed to parse response|llm response|invalid http", End.UNREADABLE),
    _sign(_BAD, r"upstream_broke_off|upstream call failed", End.BROKEN),
    _sign(_BAD, r"processing failed|failed to process llm request|invalid_request|invalid_json", End.GATEWAY),
)
"""Statuses and words of agentgateway's and agwctl's own answers, and of Ollama's; the first that fits counts."""

_MORE: tuple[tuple[Callable[[Answer], bool], End], ...] = (
    (lambda answer: answer.status == 403 and not answer.body.strip(), End.GUARDED),
    (asks_for_login, End.LOGIN),
    (lambda answer: answer.status in _BAD and is_page(answer), End.FRONT),
    (lambda answer: answer.status in (200, 400, 404, 422) and answer.body.lstrip()[:1] == b"{", End.REACHED),
)


def end_of(answer: Answer) -> End:
    text = beginning(answer).strip().lower()
    found = next((each.end for each in _SIGNS if answer.status in each.statuses and each.words.search(text)), None)
    return found or next((end for holds, end in _MORE if holds(answer)), End.OTHER)
