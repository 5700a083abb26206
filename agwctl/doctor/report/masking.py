"""Copies of facts and findings that can be shown to others: without secrets and, where asked for, without names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from agwctl.doctor.report.identities import host_names, user_names
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
        self._secret = _replacer(dict.fromkeys([*secrets][:MOST], SECRET), lambda word: len(word) < SHORT)
        named = {**(host_names(found) if hosts else {}), **(user_names(found) if users else {})}
        self._named = _replacer(named, lambda word: True)

    def of(self, value: T) -> T:
        """The same value with its texts replaced, whatever it is made of."""
        return with_texts(value, self._masked, self._left_out)

    def text(self, text: str) -> str:
        return self._named(without_secrets(self._secret(text)))

    def _masked(self, name: str, text: str) -> str:
        return SECRET if text and is_secret_name(name) else self.text(text[:LONGEST])


def _replacer(replaced: Mapping[str, str], stands_alone: Callable[[str], bool]) -> Callable[[str], str]:
    """Replaces all words at once, the longest first."""
    if not replaced:
        return lambda text: text
    by_case = {word.lower(): instead for word, instead in replaced.items()}
    words = (
        rf"(?<!\w){re.escape(word)}(?!\w)" if stands_alone(word) else re.escape(word)
        for word in sorted(replaced, key=len, reverse=True)
    )
    pattern = re.compile("|".join(words), re.IGNORECASE)
    return lambda text: pattern.sub(lambda match: by_case.get(match[0].lower(), SECRET), text)
