"""What stands beside a model's base URL: the older keys for its host and path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agwctl.config.address import HostPort
from agwctl.config.base_url import BaseUrl
from agwctl.config.llm import LlmModel
from agwctl.config.llm_provider import LlmParams, NamedProvider
from agwctl.lint.edits import both
from agwctl.lint.rule import LintContext
from agwctl.source.edit import Edits
from agwctl.source.node import Mapping

__all__ = ["OldKey", "as_base_url", "old_keys"]

OLLAMA = BaseUrl("http", "localhost", 11434, "/v1")


class OldKey(NamedTuple):
    """`hostOverride` or `pathPrefix` in the parameters of a model or provider."""

    params: LlmParams
    field: str
    name: str
    """As the file spells it."""
    url: BaseUrl | None
    """The base URL beside it."""
    preset: BaseUrl | None
    """Where the provider goes by itself."""

    @property
    def value(self) -> HostPort | str:
        found: HostPort | str = getattr(self.params, self.field)
        return found

    @property
    def contradicts(self) -> bool:
        """Whether the base URL says something else, which then does not count."""
        if self.url is None:
            return False
        if isinstance(self.value, HostPort):
            return (self.value.host.lower(), self.value.port) != (self.url.host, self.url.port)
        return self.url.path not in ("", self.value.rstrip("/"))


def old_keys(ctx: LintContext) -> Iterator[OldKey]:
    """Those that a base URL can say as well."""
    owners: list[LlmModel | NamedProvider] = [*ctx.each(LlmModel), *ctx.each(NamedProvider)]
    for owner in owners:
        params = owner.params
        if not ctx.is_sound(params) or not ctx.is_sound(owner):
            continue
        url = _url(params, owner.name)
        if params.base_url is not None and url is None:
            continue  # reported where it was read
        if params.path_prefix is not None and not params.path_prefix.strip("/"):
            continue  # an empty prefix has no form in a URL
        preset = OLLAMA if owner.provider.which == "ollama" else None
        if params.host_override is not None and params.host_override.path is None:
            yield OldKey(params, "host_override", "hostOverride", url, preset)
        if params.path_prefix is not None and params.path_override is None:
            yield OldKey(params, "path_prefix", "pathPrefix", url, preset)


def _url(params: LlmParams, name: str) -> BaseUrl | None:
    try:
        return None if params.base_url is None else BaseUrl.parse(params.base_url, name)
    except ValueError:
        return None


def as_base_url(ctx: LintContext, key: OldKey) -> tuple[str, Edits] | None:
    """The base URL that means the same as all that stands there, and the edits that leave it alone."""
    params, node = key.params, key.params.node()
    base = key.url or key.preset
    where = params.host_override or (HostPort(base.host, base.port) if base is not None else None)
    if where is None or not isinstance(node, Mapping):
        return None
    scheme = key.url.scheme if key.url is not None else "http"
    prefix = params.path_prefix if params.path_prefix is not None else key.url.path if key.url is not None else ""
    text = f"{scheme}://{where}{prefix.rstrip('/')}"
    return text, _edits(ctx, params, node, text)


def _edits(ctx: LintContext, params: LlmParams, node: Mapping, text: str) -> Edits:
    old = [name for name in ("hostOverride", "pathPrefix") if node.get(name) is not None]
    if params.base_url is not None:
        edits = ctx.editor.replace(params.node("base_url"), text)
        for name in old:
            edits = both(edits, ctx.editor.remove(node, name))
        return edits
    (first, *others) = [(key, value) for key, value in node.entries if key.text in old]
    edits = both(ctx.editor.rename(first[0], "baseUrl"), ctx.editor.replace(first[1], text))
    for other, _ in others:
        edits = both(edits, ctx.editor.remove(node, other))
    return edits
