"""What a message says that could be a value: its names, its numbers, its quotations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["Hints", "words"]

_QUOTED = re.compile(r"[\"“«']([^\"”»']{1,80})[\"”»'](?!\w)")
_NAME = re.compile(r"(?<![\w.])[A-Z][\w-]*(?:\s+[A-Z][\w-]*)*")
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?")
_WHOLE = ("query", "question", "prompt", "message", "text", "content", "input", "request", "search")
_NO = {"no", "not", "false", "off", "without", "disable", "never", "don't"}
_FORMATS = {
    "date": "2026-11-25",
    "date-time": "2026-11-25T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "PT1H",
    "email": "someone@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


class Hints:
    """Values are taken in turn: the first number of the text for the first number that is wanted."""

    def __init__(self, text: str) -> None:
        self._text = text[:4000]
        self._words = words(self._text)
        self._names = _names(self._text)
        self._quotes = _QUOTED.findall(self._text)
        self._numbers = _NUMBER.findall(self._text)

    def number(self) -> float | int | None:
        """The next number that was said."""
        if not self._numbers:
            return None
        said = self._numbers.pop(0)
        return float(said) if "." in said else int(said[:15])

    def boolean(self) -> bool:
        """True, unless the text denies something."""
        return not _NO.intersection(self._words)

    def named(self, values: list[Any]) -> Any:
        """The value that the text names, or the first."""
        return next((value for value in values if isinstance(value, str) and self._says(value)), values[0])

    def text(self, name: str, schema: Mapping[str, Any]) -> str:
        """For a property called `name`: something quoted, something with a name, or what was said in all."""
        if isinstance(schema.get("format"), str) and schema["format"] in _FORMATS:
            return _FORMATS[schema["format"]]
        found = self._found(name, schema)
        least, most = (schema.get(bound) for bound in ("minLength", "maxLength"))
        if isinstance(most, int) and not isinstance(most, bool) and most >= 0:
            found = found[:most]
        if isinstance(least, int) and not isinstance(least, bool):
            found = found.ljust(min(least, 10_000), "x")
        return found

    def _found(self, name: str, schema: Mapping[str, Any]) -> str:
        pattern = schema.get("pattern")
        if isinstance(pattern, str):
            return self._matching(pattern)
        if self._quotes:
            return str(self._quotes.pop(0))
        if self._names and not set(words(name)).intersection(_WHOLE):
            return self._names.pop(0) if len(self._names) > 1 else self._names[0]
        return " ".join(self._text.split())[:200] or name or "text"

    def _matching(self, pattern: str) -> str:
        try:
            wanted = re.compile(pattern)
        except (re.error, RecursionError, OverflowError):
            return "text"
        tried = [*self._quotes, *self._names, *self._text.split()[:50], *_FORMATS.values(), *_SHAPES]
        return next((each for each in tried if wanted.search(each)), "text")

    def _says(self, value: str) -> bool:
        return bool(re.search(rf"(?<!\w){re.escape(value)}(?!\w)", self._text, re.IGNORECASE))


_SHAPES = ("a", "A", "1", "abc", "ABC", "123", "12345", "a1", "A1", "", "+15550100000", "#00ff00", "1.0.0", "en-US")


def words(text: str) -> list[str]:
    """The words of a text or of an identifier, small."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return [word.lower() for word in re.findall(r"[^\W_]+(?:'[a-z]+)?", apart)]


def _names(text: str) -> list[str]:
    """Words with a capital, those first that do not merely begin a sentence."""
    inside: list[str] = []
    at_start: list[str] = []
    for found in _NAME.finditer(text):
        before = text[: found.start()].rstrip()
        starts = not before or before[-1] in ".!?:\n"
        (at_start if starts else inside).append(found[0])
    return [name for name in _unique([*inside, *(at_start if not inside else ())]) if name.lower() not in _NO_NAMES]


_NO_NAMES = {
    "i",
    "i'm",
    "what",
    "how",
    "who",
    "when",
    "where",
    "why",
    "is",
    "are",
    "please",
    "the",
    "a",
    "give",
    "tell",
}


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
