"""Where a model is to run, as its name may say: `x:cloud`, `x:20b-cloud` and `x:local`."""

from __future__ import annotations

from typing import Literal, NamedTuple

from agwctl.ollama.name import ModelName, parse
from agwctl.ollama.refusal import Refusal

__all__ = ["Reference", "refer"]

_SUFFIXES = (":cloud", ":local")


class Reference(NamedTuple):
    """A name without its source, and the source: "" when the name says nothing."""

    name: ModelName
    source: Literal["", "cloud", "local"]
    stored: ModelName
    """The name under which the store keeps it; for the cloud that of a stub."""


def refer(text: str) -> Reference:
    """Read a name with a possible source. Raises: Refusal 400 for what is no name, or names both sources."""
    base, source = _split(text)
    if source and _split(base)[1]:
        raise Refusal(400, f'use either :local or :cloud, not both: "{text}"')
    name = parse(base)
    if name is None:
        raise Refusal(400, "invalid model name")
    if source != "cloud":
        return Reference(name, source, name)
    tagged = base.rfind(":") > base.rfind("/")
    return Reference(name, source, name._replace(tag=f"{name.tag}-cloud" if tagged else "cloud"))


def _split(text: str) -> tuple[str, Literal["", "cloud", "local"]]:
    lower = text.lower()
    if lower.endswith(_SUFFIXES):
        return text[:-6], "local" if lower.endswith(":local") else "cloud"
    if lower.endswith("-cloud") and lower.rfind(":") > lower.rfind("/"):
        return text[:-6], "cloud"
    return text, ""
