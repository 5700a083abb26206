"""Regular expressions in the dialect of the Rust crate `regex`, run by Python's `re`.

An expression is read once and written anew: what differs is translated (`$`, flags in the middle, quantifiers of
quantifiers, classes with operators), what Rust refuses is refused (look-around, back references), and what Python
cannot do is said (`\\p{…}`).

Source: https://docs.rs/regex/latest/regex/#syntax
"""

from __future__ import annotations

import re

from agwctl.config.character_class import read_class
from agwctl.config.pattern_text import Cursor, PatternError, Unrunnable, read_escape

__all__ = ["Unrunnable", "compile_pattern", "matches_whole"]

NEVER = re.compile(r"(?!)")
"""Matches nothing: stands for an expression that cannot be run."""

_COUNT = re.compile(r"\{\s*(?P<low>[0-9]+)\s*(?P<comma>,\s*(?P<high>[0-9]*)\s*)?\}")
_NAME = re.compile(r"\(\?P?<(?P<name>[^>]*)>")
_GROUP_NAME = re.compile(r"[^\W\d][\w.\[\]]*")
_FLAGS = re.compile(r"\(\?(?P<on>[imsRUux]*)(?P<off>-[imsRUux]+)?(?P<end>[:)])")
_MAX_DEPTH = 100
"""Rust allows 250; each level takes four of Python's frames."""
_LOOK_AROUND = ("(?=", "(?!", "(?<=", "(?<!")


def compile_pattern(text: str) -> re.Pattern[str]:
    """The compiled expression.

    Raises: ValueError with agentgateway's wording when it is none; Unrunnable when Python cannot run it.
    """
    try:
        translated = _Translation(text).whole()
    except PatternError as error:
        raise ValueError(f"regex parse error: {error}") from None
    except RecursionError:
        raise Unrunnable("a regular expression with that many levels") from None
    try:
        return re.compile(translated)
    except (re.error, OverflowError, RecursionError) as error:
        raise Unrunnable(f"this regular expression: {error}") from None


def matches_whole(pattern: re.Pattern[str], text: str) -> bool:
    """Whether the first match is all of `text`; as in the release, `a|ab` does not match `ab`."""
    match = pattern.match(text)
    return match is not None and match.end() == len(text)


class _Translation:
    """One expression on its way from Rust to Python.

    `atoms` holds the pieces of the current branch; a quantifier belongs to the last of them.
    """

    def __init__(self, text: str) -> None:
        self._at = Cursor(text)
        self._names: set[str] = set()
        self._flags: frozenset[str] = frozenset()
        self._depth = 0

    def whole(self) -> str:
        translated = self._alternatives()
        if self._at.rest():
            raise PatternError("unopened group")
        return translated

    def _alternatives(self) -> str:
        """Branches up to the end of the group; flags that are set inside end with it."""
        outer = self._flags
        branches = [self._branch()]
        while self._at.take("|"):
            branches.append(self._branch())
        self._flags = outer
        return "|".join(branches)

    def _branch(self) -> str:
        atoms: list[str] = []
        while self._at.more() and not self._at.looks_at("|", ")"):
            if "x" in self._flags and self._at.skip_blank():
                continue
            if self._at.looks_at("*", "+", "?", "{"):
                self._repeat(atoms)
            else:
                self._flags_or_atom(atoms)
        return "".join(atoms)

    def _flags_or_atom(self, atoms: list[str]) -> None:
        flags = _FLAGS.match(self._at.text, self._at.offset)
        if flags is not None and flags["end"] == ")":
            self._set_flags(flags)
            atoms.append("")
            return
        atoms.append(self._in_flags(self._group(flags) if self._at.looks_at("(") else self._single()))

    def _in_flags(self, atom: str) -> str:
        """An atom under the flags in force; Python knows them only at a group."""
        on = "".join(sorted(self._flags & set("i"))) + ("a" if "-u" in self._flags else "")
        return f"(?{on}:{atom})" if on and not atom.startswith("(?:") else atom

    def _set_flags(self, flags: re.Match[str]) -> None:
        on, off = flags["on"], flags["off"] or ""
        if not on and not off:
            raise PatternError("repetition operator missing expression")
        if "R" in on:
            raise Unrunnable("the flag R of a regular expression")
        changed = (self._flags | set(on)) - set(off)
        self._flags = frozenset((changed - {"u", "-u"}) | ({"-u"} if "u" in off else set()))
        self._at.offset = flags.end()

    def _group(self, flags: re.Match[str] | None) -> str:
        outer = self._flags
        if self._at.looks_at(*_LOOK_AROUND):
            raise PatternError("look-around, including look-ahead and look-behind, is not supported")
        if flags is not None:
            if flags["on"] or flags["off"]:
                self._set_flags(flags)
            self._at.offset = flags.end()
        elif self._at.looks_at("(?"):
            self._name()
        else:
            self._at.take("(")
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise Unrunnable(f"more than {_MAX_DEPTH} groups inside each other in a regular expression")
        inner = self._alternatives()
        if not self._at.take(")"):
            raise PatternError("unclosed group")
        self._depth -= 1
        self._flags = outer
        return f"(?:{inner})"

    def _name(self) -> None:
        match = _NAME.match(self._at.text, self._at.offset)
        if match is None:
            raise PatternError("unrecognized flag")
        if not _GROUP_NAME.fullmatch(match["name"]):
            raise PatternError("invalid capture group character" if match["name"] else "empty capture group name")
        if match["name"] in self._names:
            raise PatternError("duplicate capture group name")
        self._names.add(match["name"])
        self._at.offset = match.end()

    def _single(self) -> str:
        if self._at.take("^"):
            return "(?m:^)" if "m" in self._flags else r"\A"
        if self._at.take("$"):
            return "(?m:$)" if "m" in self._flags else r"\Z"
        if self._at.take("."):
            return "(?s:.)" if "s" in self._flags else "[^\\n]"
        if self._at.looks_at("["):
            return read_class(self._at, "x" in self._flags)
        if self._at.looks_at("\\"):
            return read_escape(self._at).outside
        return re.escape(self._at.next())

    def _repeat(self, atoms: list[str]) -> None:
        if not atoms or not atoms[-1]:
            raise PatternError("repetition operator missing expression")
        count = self._count()
        is_lazy = self._at.take("?") != ("U" in self._flags)
        atoms[-1] = f"(?:{atoms[-1]}){count}{'?' if is_lazy else ''}"

    def _count(self) -> str:
        if not self._at.looks_at("{"):
            return self._at.next()
        match = _COUNT.match(self._at.text, self._at.offset)
        if match is None:
            closed = "}" in self._at.rest()
            raise PatternError(
                "repetition quantifier expects a valid decimal" if closed else "unclosed counted repetition"
            )
        if max(len(match["low"]), len(match["high"] or "")) > 9:
            raise PatternError("decimal literal invalid")
        low, high = int(match["low"]), match["high"]
        if high and int(high) < low:
            raise PatternError("invalid repetition count range, the start must be <= the end")
        self._at.offset = match.end()
        return f"{{{low}}}" if match["comma"] is None else f"{{{low},{high or ''}}}"
