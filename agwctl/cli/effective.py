"""What a configuration comes to: every value that has an effect, and where it is from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agwctl.compat import Compat
from agwctl.config.bind import GatewayListener, Listener
from agwctl.config.llm import Llm
from agwctl.config.model import NOWHERE, Field, Model, fields
from agwctl.config.names import LLM_PORT, llm_gateways, name_of
from agwctl.config.root import Config
from agwctl.config.route import Route
from agwctl.config.secrets import find_secrets
from agwctl.config.types import SecretText
from agwctl.config.written import written
from agwctl.proxy.addresses import own_ports
from agwctl.source import node as nodes
from agwctl.source.node import Node, Scalar, Sequence, Source
from agwctl.source.scalar import value_of
from agwctl.source.writer import Noted, Writable

__all__ = ["HIDDEN", "effective"]

HIDDEN = "<redacted>"
DEFAULT = "default"
_USER = re.compile(r"(?<=://)[^/@\s]*(?=@)")
"""Name and password in a URL."""


def effective(config: Config, source: Source, environ: Mapping[str, str], compat: Compat) -> Noted:
    """The configuration as a tree of values, each with its origin: a line, a variable, or `default`.

    Lists and objects that are empty by default are left out.
    """
    return _Telling(config, source, environ, compat).model(config)


class _Telling:
    def __init__(self, config: Config, source: Source, environ: Mapping[str, str], compat: Compat) -> None:
        self._config = config
        self._source = source
        self._environ = environ
        self._compat = compat
        self._secrets = {id(node) for node in find_secrets(config.node())}

    def model(self, model: Model, index: int | None = None) -> Noted:
        found: dict[str, Writable] = {}
        for field in fields(type(model)):
            value = model.__dict__.get(field.name)
            node = model.node(field.name) if value is not None else NOWHERE
            is_given = value is not None and node is not NOWHERE
            told = self._given(value, node) if is_given else self._absent(model, field, index, value)
            if told is not None:
                found[field.wire] = told
        if model is self._config.config:
            found |= self._own_addresses()
        return Noted(found, None)

    def _given(self, value: Any, node: Node, index: int | None = None) -> Noted:
        if isinstance(value, Model) and isinstance(node, nodes.Mapping):
            return self.model(value, index)
        if isinstance(value, list) and isinstance(node, Sequence):
            pairs = zip(value, node.items, strict=True)
            items: list[Writable] = [self._given(each, item, at) for at, (each, item) in enumerate(pairs)]
            return Noted(items, self._origin(node))
        if isinstance(value, dict) and isinstance(node, nodes.Mapping):
            told: dict[str, Writable] = {
                key.text: self._given(value[key.text], child) for key, child in node.entries if key.text in value
            }
            return Noted(told, self._origin(node))
        return self._plain(node, isinstance(value, SecretText))

    def _plain(self, node: Node, is_secret: bool) -> Noted:
        """What nobody looks into, as it stands there."""
        if isinstance(node, nodes.Mapping):
            told: dict[str, Writable] = {
                key.text: self._plain(child, is_secret and key.text != "file") for key, child in node.entries
            }
            return Noted(told, self._origin(node))
        if isinstance(node, Sequence):
            return Noted([self._plain(item, is_secret) for item in node.items], self._origin(node))
        assert isinstance(node, Scalar), "there is no other kind of node"
        value = value_of(node)
        if value is not None and (is_secret or id(node) in self._secrets):
            value = HIDDEN
        elif isinstance(value, str):
            value = _USER.sub(HIDDEN, value)
        return Noted(value, self._origin(node))

    def _absent(self, model: Model, field: Field, index: int | None, value: Any) -> Noted | None:
        """What counts when the file does not say."""
        default = self._computed(model, field.name, index)
        if default is None:
            default = field.default if value is None else value
        if isinstance(default, Model):
            told = self.model(default)
            return told if told.value else None
        if isinstance(default, list) and all(isinstance(each, Model) for each in default):
            items: list[Writable] = [self.model(each) for each in default]
            return Noted(items, None) if items else None
        plain = written(default, field.annotation)
        return None if plain in (None, [], {}, "") else Noted(plain, DEFAULT)

    def _computed(self, model: Model, name: str, index: int | None) -> Any:
        """Defaults that depend on something else."""
        if name == "name" and index is not None and isinstance(model, (Listener, GatewayListener, Route)):
            return name_of(model, index)
        is_alone = isinstance(model, Llm) and not llm_gateways(self._config)
        return LLM_PORT if is_alone and name == "port" else None

    def _own_addresses(self) -> dict[str, Writable]:
        process = self._config.config
        found: dict[str, Writable] = {}
        for own in own_ports(process, self._environ, self._compat):
            variable, field = f"{own.name.upper()}_ADDR", f"{own.name}_addr"
            if variable in self._environ:
                found[f"{own.name}Addr"] = Noted(str(own.address), f"${variable}")
            elif field not in process.given():
                found[f"{own.name}Addr"] = Noted(str(own.address), DEFAULT)
        return found

    def _origin(self, node: Node) -> str:
        """`$NAME` for each variable in it, and its line."""
        source = self._source
        within = (each for each in source.substitutions if node.start < each.end and each.start < node.end)
        replaced = (source.text[each.original_start : each.original_end] for each in within)
        variables = dict.fromkeys(text for text in replaced if isinstance(node, Scalar) and text not in ("$$", "~"))
        return ", ".join([*variables, f"{source.path}:{source.span(node).start.line}"])
