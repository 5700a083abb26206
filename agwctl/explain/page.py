"""A page of the manual."""

from __future__ import annotations

import re
import textwrap
from typing import Any, Literal, NamedTuple

from agwctl.diagnostics.diagnostic import Code
from agwctl.doctor.check import Check

__all__ = ["Kind", "Page", "of_check", "of_code", "of_failure", "of_gateway_error", "of_rule"]

Kind = Literal["code", "rule", "failure", "check", "gateway error"]
WIDTH = 100
_SPACE = "\N{NO-BREAK SPACE}"


class Page(NamedTuple):
    """What there is to say about one thing; `id` and `name` are what one may ask for, `see` names other pages."""

    id: str
    name: str | None
    kind: Kind
    severity: str | None
    title: str
    body: str
    see: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """Id, name, severity."""
        words = [self.id, *([self.name] if self.name else [])]
        return " ".join(words) + (f" ({self.severity})" if self.severity else "")


def of_rule(code: Code, manual: str, ids: tuple[str, ...]) -> Page:
    """The page of a lint rule, which is the docstring of its module."""
    body = f"{manual.strip()}\n\nTo allow it in one place: # agwctl: ignore[{code.id}] REASON"
    return Page(code.id, code.name, "rule", code.severity.value, code.title, body, ids)


def of_code(code: Code, page: dict[str, Any]) -> Page:
    """The page of a mistake that the configuration itself has."""
    parts = [_wrapped(_sentence(code.title))]
    if "means" in page:
        parts.append(_wrapped(f"What it means: {page['means']}"))
    for word, key in (("Example", "example"), ("Use instead", "instead")):
        if key in page:
            parts.append(f"{word}:\n\n{textwrap.indent(page[key].strip(), '    ')}")
    if environment := page.get("environment"):
        given = " ".join(f"{name}={value}" for name, value in environment.items())
        parts.insert(3, f"with {given} in the environment.")
    return Page(code.id, code.name, "code", code.severity.value, code.title, "\n\n".join(parts))


def of_failure(identity: str, page: dict[str, str]) -> Page:
    """The page of a failure between client and model."""
    parts = [f"{page['title']}.", f"How to tell: {page['tell']}", f"What to do: {page['do']}"]
    body = "\n\n".join(map(_wrapped, parts))
    return Page(identity, None, "failure", None, page["title"], body)


def of_check(check: Check, manual: str) -> Page:
    """The page of a check of the doctor's, whose manual is the docstring of its module."""
    title = check.statement.format(server="HOST:PORT", gateway="the gateway")
    parts = [
        manual.strip(),
        f"A check of `agwctl doctor`: {title}.",
        *([f"It is run when these hold: {', '.join(check.needs)}."] if check.needs else []),
        f"`agwctl doctor --only {check.id}` runs it, with what it needs.",
    ]
    return Page(check.id, None, "check", None, title, "\n\n".join(map(_wrapped, parts)), check.ids)


def of_gateway_error(code: str, status: int, meaning: str, next_step: str, see: tuple[str, ...]) -> Page:
    """The page of a code in an error that the gateway itself answers."""
    tell = f"How to tell: on LLM routes `agwctl serve` answers {status} with this word as the error's `code`."
    body = "\n\n".join(map(_wrapped, [meaning, tell, f"What to do: {next_step}"]))
    return Page(code, None, "gateway error", None, meaning.rstrip("."), body, see)


def _sentence(title: str) -> str:
    return f"{title[:1].upper()}{title[1:]}."


def _wrapped(text: str) -> str:
    """The text in lines; what stands in backticks is for pasting and stays on one."""
    whole = re.sub(r"`[^`]*`", lambda quoted: quoted[0].replace(" ", _SPACE), text)
    return textwrap.fill(whole, WIDTH, break_long_words=False, break_on_hyphens=False).replace(_SPACE, " ")
