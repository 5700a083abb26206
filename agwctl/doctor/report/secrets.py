"""What a secret looks like: by the name before it, by its place in an address, by its own shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

__all__ = ["SECRET", "is_secret_name", "secrets_in", "without_secrets"]

SECRET = "***"

SHORTEST = 4
"""Characters of a value that is worth hiding wherever it occurs."""

_DUMMIES = frozenset((
    "ollama", "none", "null", "nil", "dummy", "test", "changeme", "empty", "true", "false", "fake",
    "not-needed", "no-key", "sk-no-key-required", "sk-ollama", "ollama-local", "local", "basic", "bearer",
    "token", "your-api-key", "required", "unused", "placeholder", "example",
))  # fmt: skip
"""What people give as a key where none is needed: hiding it would take words out of every line."""

# What a peer sends is searched, too: no pattern begins with a repetition without end, which would look at a long text
# once for each of its characters.
_COMPOUND = r"(?:api[_-]?key|(?:access|private|secret)[_-]?key|[_-](?:token|secret|password|passphrase|credentials?))"
_NAME = rf"(?:{_COMPOUND}|token|secret|passw(?:or)?d|passphrase|credentials?)"
_NAMED = re.compile(rf"{_NAME}s?$|authorization$|cookie$|[_-](?:key|pass|pwd|auth)$|secret|^key$", re.IGNORECASE)
_NOT_SECRET = re.compile(r"tokens$", re.IGNORECASE)
"""A number of tokens is no token."""

_USERINFO = re.compile(r"(?<=://)[^\s/?#\"'<>]*(?=@)")
_SCHEMELESS = re.compile(r"(?<![\w/:@.-])[^\s/:@\"'=,;]{1,64}:([^\s/@\"']{1,256})(?=@(?!sha256:)[\w\[])")
_BEARER = re.compile(r"\bbearer\s+(?=\S*\d)([\w.~+/=-]{16,})", re.IGNORECASE)
_HEADER = re.compile(r"\bauthorization[\"']?\s*[:=]\s*[\"']?(?:bearer|basic|token)\s+([^\s\"',]+)", re.IGNORECASE)
_COOKIE = re.compile(r"\bcookie[\"']?\s*[:=]\s*[\"']?([\w.-]+=[^\"'\r\n]+)", re.IGNORECASE)
# Prose has names before a colon, too: "asks nobody for a password: let …". A value is one behind an `=`, in quotes,
# behind a name that no prose has, or when it has letters and digits. `${API_KEY:-DEFAULT}` is the linter's advice.
_ASSIGNED = re.compile(rf"{_NAME}=[\"']?([^\s\"'`&,;}}]+)", re.IGNORECASE)
_QUOTED = re.compile(rf"{_NAME}[\"']\s*[:=]\s*[\"']([^\"']+)", re.IGNORECASE)
_PAIRED = re.compile(rf"{_COMPOUND}:(?!-DEFAULT}})\s*[\"']?([^\s\"'&,;}}]+)", re.IGNORECASE)
_LIKELY = re.compile(rf"(?<![\w.-]){_NAME}:\s+[\"']?((?=\S*\d)(?=\S*[A-Za-z])[^\s\"',;]{{6,}})", re.IGNORECASE)
_OPTION = re.compile(
    r"(?<![\w-])--[\w-]{0,40}(?:key|token|password|secret)[ =]+[\"']?([^\s\"'-][^\s\"']*)", re.IGNORECASE
)
_QUERY = re.compile(r"[?&](?:key|auth|sig|signature|code|access)=([^\s&\"'#]+)", re.IGNORECASE)
_SHAPED = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|nvapi|r8)[-_][A-Za-z0-9][A-Za-z0-9_-]{15,}|\bgh[pousr]_[A-Za-z0-9]{16,}|\bgithub_pat_\w{16,}"
    r"|\bhf_[A-Za-z0-9]{16,}|\bxox[a-z]-[\w-]{10,}|\bA(?:KI|SI)A[0-9A-Z]{16}\b|\bAIza[\w-]{20,}"
    r"|\beyJ[\w-]{8,256}\.[\w-]+(?:\.[\w-]*)?|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*KEY-----|\Z)",
    re.DOTALL,
)

_HINT = re.compile(
    r"[@?&]|key|token|secret|passw|passphrase|credential|bearer|authorization|cookie|[spr]k[-_]|"
    r"gsk[-_]|xai[-_]|nvapi[-_]|r8[-_]|gh[pousr]_|github_pat|hf_|xox|akia|asia|aiza|eyj"
)
"""What all of these have in them, in small letters: most texts are told by one look to have no secret.

Where case counts, `re` goes straight to the characters that it may begin with.
"""

_GROUPS = (_SCHEMELESS, _BEARER, _HEADER, _COOKIE, _ASSIGNED, _QUOTED, _PAIRED, _LIKELY, _OPTION, _QUERY)
"""Patterns whose group is the secret."""


@lru_cache(maxsize=1024)  # the names of fields come again and again
def is_secret_name(name: str) -> bool:
    """Whether what such a variable, header or option holds is a secret."""
    return _NAMED.search(name) is not None and _NOT_SECRET.search(name) is None


def secrets_in(name: str, text: str) -> Iterator[str]:
    """The secrets of a text that stands behind a name; what is too short or too usual to be one is left out."""
    return (each for each in _found(name, text) if len(each) >= SHORTEST and each.lower() not in _DUMMIES)


def _found(name: str, text: str) -> Iterator[str]:
    if is_secret_name(name):
        yield text.strip()
        yield re.sub(r"^(?:bearer|basic|token)\s+", "", text.strip(), flags=re.IGNORECASE)
    if not _may_hold_one(text):
        return
    for userinfo in _USERINFO.findall(text):
        password = userinfo.partition(":")[2] or userinfo
        yield from (password, unquote(password))
    for pattern in _GROUPS:
        yield from pattern.findall(text)
    yield from _SHAPED.findall(text)


def _may_hold_one(text: str) -> bool:
    return _HINT.search(text.casefold()) is not None


def without_secrets(text: str) -> str:
    """The text without what looks like a secret by itself."""
    if not _may_hold_one(text):
        return text
    text = _USERINFO.sub(SECRET, text)
    for pattern in _GROUPS:
        text = pattern.sub(_hidden, text)
    return _SHAPED.sub(SECRET, text)


def _hidden(match: re.Match[str]) -> str:
    is_dummy = match[1].lower() in _DUMMIES
    return match[0] if is_dummy else match[0].removesuffix(match[1]) + SECRET
