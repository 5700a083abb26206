"""Copies of facts and findings that can be shown to others: without secrets and, where asked for, without names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from agwctl.doctor.report.identities import host_names, is_ordinary, user_names
from agwctl.doctor.report.secrets import SECRET, is_secret_name, secrets_in, without_secrets
from agwctl.doctor.report.texts import texts, with_texts

__all__ = ["Masking"]

T = TypeVar("T")

SHORT = 8
"""Characters up to which a secret is only hidden where it stands alone: `test` is no part of `latest`."""


LONGEST = 8192
"""Characters of one text that are looked at and kept: nothing shows more of what a peer sent."""


MOST = 200
"""Secrets that are looked for everywhere, named ones first; what a peer makes up besides is known by its shape."""


class Masking:
    """What is replaced, found in all values at once: the same thing gets the same placeholder everywhere."""

    def __init__(
        self, *values: object, users: bool = False, hosts: bool = False, left_out: tuple[type, ...] = ()
    ) -> None:
        """`users`: names of users and home folders are replaced, too; `hosts`: names of hosts and addresses.

        `left_out` are types of values that have nothing to hide, of which there may be thousands.
        """
        self._left_out = left_out
        found = [(name, text[:LONGEST]) for name, text in texts(values, left_out=left_out)]
        found.sort(key=lambda each: not is_secret_name(each[0]))  # what is surely one comes first
        secrets = dict.fromkeys(secret for name, text in found for secret in secrets_in(name, text))
        self._secret = _replacer(dict.fromkeys([*secrets][:MOST], SECRET), _a_secret)
        named = {**(host_names(found) if hosts else {}), **(user_names(found) if users else {})}
        self._named = _replacer(named, _a_name)

    def of(self, value: T) -> T:
        """The same value with its texts replaced, whatever it is made of."""
        return with_texts(value, self._masked, self._left_out)

    def text(self, text: str) -> str:
        return self._named(without_secrets(self._secret(text)))

    def _masked(self, name: str, text: str) -> str:
        return SECRET if text and is_secret_name(name) else self.text(text[:LONGEST])


def _replacer(replaced: Mapping[str, str], written: Callable[[str], str]) -> Callable[[str], str]:
    """Replaces all words at once, the longest first; `written` gives the pattern of one."""
    if not replaced:
        return lambda text: text
    by_case = {word.lower(): instead for word, instead in replaced.items()}
    pattern = re.compile("|".join(map(written, sorted(replaced, key=len, reverse=True))), re.IGNORECASE)
    return lambda text: pattern.sub(lambda match: by_case.get(match[0].lower(), SECRET), text)


def _a_secret(word: str) -> str:
    return _alone(word) if len(word) < SHORT else re.escape(word)


def _a_name(word: str) -> str:
    return _as_name(word) if is_ordinary(word) else _alone(word)


def _alone(word: str) -> str:
    return rf"(?<!\w){re.escape(word)}(?!\w)"


def _as_name(word: str) -> str:
    """Where a word can only be a name: in a URL or a path, before a port, in quotes, by itself."""
    before = "|".join(f"(?<={sign})" for sign in ("://", "@", "/home/", "/Users/", "'"))
    return rf"(?:{before}){word}(?![\w.-])|(?<![\w./-]){word}(?=:\d)|\A{word}\Z"
