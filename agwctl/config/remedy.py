"""What to write instead of an address or a pattern that cannot be read."""

from __future__ import annotations

import re

__all__ = ["for_address", "for_pattern"]


def for_address(text: str, form: str) -> str:
    """Names what is too much or missing in an address of a form such as `NAME:PORT`."""
    usual = f"write {form}"
    if "NAME:PORT" not in form or "http" in form:
        scheme, slashes, _ = text.partition("://")
        return f"{usual}, without {scheme}://" if slashes and "://" not in form else usual
    if text.startswith("[") or (text.count(":") > 1 and "://" not in text):
        return f"{usual}; for an IPv6 address there is no form here, so give it a name"
    scheme, slashes, rest = text.rpartition("://")
    host, slash, _ = rest.partition("/")
    extras = [f"{scheme}://"] * bool(slashes) + ["a path"] * bool(slash)
    if extras:
        shown = host if re.fullmatch(r"[^:]+:\d+", host) else form
        return f"write {shown}, without {' and '.join(extras)}"
    return f"add the port, such as {text}:11434" if text and ":" not in text else usual


_PATTERNS = {
    "look-around": "list what is to match instead; `(?!` and `(?=` do not exist here",
    "backreferences": "spell it out: what a group has matched cannot be asked for again",
    "repetition operator missing": "write `.*` for any text: `*` alone repeats what stands before it",
    "unclosed group": "close the parenthesis, or write \\( for one in the text",
    "unclosed character class": "close the bracket, or write \\[ for one in the text",
    "the start must be <= the end": "turn the range round, such as a-z",
}


def for_pattern(message: str) -> str | None:
    """The same for a regular expression, by what is said about it."""
    return next((hint for words, hint in _PATTERNS.items() if words in message), None)
