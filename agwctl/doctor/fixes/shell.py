"""Words and variables in the language of the shell that this is run from: what is pasted has to be one word there."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from typing import Literal

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts

__all__ = [
    "Dialect",
    "assignments",
    "dialect",
    "export",
    "one_line",
    "posix_word",
    "powershell_word",
    "unset",
    "with_variables",
    "word",
]

Dialect = Literal["posix", "fish", "powershell"]


def dialect(facts: Facts) -> Dialect:
    context = known_or(facts.context, Context("linux"))
    name = context.shell or facts.environment.get("SHELL", "").rpartition("/")[2]
    if context.platform == "win32" or name in ("powershell", "pwsh"):
        return "powershell"
    return "fish" if name == "fish" else "posix"


def one_line(text: str) -> str:
    """The text without control characters: a line break in a pasted block ends a command, whatever quotes say."""
    return "".join(sign for sign in text if sign.isprintable())


def word(facts: Facts, text: str) -> str:
    """The text as one word of this shell."""
    return WORDS[dialect(facts)](text)


def posix_word(text: str) -> str:
    return shlex.quote(one_line(text))


def fish_word(text: str) -> str:
    """Between single quotes fish knows two escapes, which other shells do not."""
    plain = one_line(text)
    if shlex.quote(plain) == plain:
        return plain
    return "'" + plain.replace("\\", "\\\\").replace("'", "\\'") + "'"


def powershell_word(text: str) -> str:
    """PowerShell takes the typographic quotes for `'`, too."""
    plain = one_line(text)
    for quote in "'\u2018\u2019\u201a\u201b":
        plain = plain.replace(quote, quote * 2)
    return f"'{plain}'"


WORDS: dict[Dialect, Callable[[str], str]] = {
    "posix": posix_word,
    "fish": fish_word,
    "powershell": powershell_word,
}


def assignments(facts: Facts, variables: Mapping[str, str]) -> tuple[str, ...]:
    """Lines that give this shell, and what it starts, the variables."""
    form = {"posix": "export {}={}", "fish": "set -x {} {}", "powershell": "$env:{} = {}"}[dialect(facts)]
    return tuple(form.format(name, word(facts, value)) for name, value in variables.items())


def unset(facts: Facts, *names: str) -> tuple[str, ...]:
    form = {"posix": "unset {}", "fish": "set -e {}", "powershell": "Remove-Item Env:{}"}[dialect(facts)]
    return tuple(form.format(name) for name in names)


def with_variables(facts: Facts, variables: Mapping[str, str], command: str) -> str:
    """One command that is run with the variables."""
    if dialect(facts) == "powershell":
        return "; ".join((*assignments(facts, variables), command))
    given = [f"{name}={word(facts, value)}" for name, value in variables.items()]
    return " ".join(("env", *given, command) if dialect(facts) == "fish" else (*given, command))


def export(facts: Facts, title: str, variables: Mapping[str, str]) -> Fix:
    """For client programs that are started from this shell; a service reads none of it."""
    return Fix(f"{title}; {_kept(facts)}", assignments(facts, variables), _PLATFORMS[dialect(facts)])


def _kept(facts: Facts) -> str:
    """What makes it last."""
    if dialect(facts) == "powershell":
        return "to keep it for later sessions: setx NAME VALUE"
    if dialect(facts) == "fish":
        return "to keep it for later sessions: set -Ux in place of set -x"
    name = known_or(facts.context, Context("linux")).shell or facts.environment.get("SHELL", "").rpartition("/")[2]
    file = {"zsh": "~/.zshrc", "bash": "~/.bashrc"}.get(name, "~/.profile")
    return f"to keep it for later sessions: the same lines in {file}"


_PLATFORMS = {"posix": "posix-shell", "fish": "fish", "powershell": "powershell"}
