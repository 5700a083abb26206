"""What a configuration class is: annotated fields, their names in YAML, their defaults, and where a value stood.

A class is nothing but annotations and defaults; no code is generated for it. Values live in `__dict__`; what the file
leaves out is the class's own attribute.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, NamedTuple, TypeAlias, TypeVar, dataclass_transform

from agwctl.diagnostics.diagnostic import Finding
from agwctl.source.node import Mapping, Node, Scalar

__all__ = [
    "NOWHERE",
    "Field",
    "Model",
    "NotNull",
    "Nothing",
    "NotRun",
    "OneOf",
    "OrNull",
    "Served",
    "Unit",
    "Unserved",
    "fields",
    "is_unit",
    "is_unserved",
    "markers_of",
    "run_type",
    "wire_name",
    "without_none",
]

NOWHERE = Scalar("", True, 0, 0)
"""The node of what was made in code and not read from a file."""


class Served:
    """Among the allowed values, those that this build runs."""

    def __init__(self, *values: object) -> None:
        self.values = values


class NotNull:
    """A key that may be left out, but not be null: `X | None` is then only what Python sees."""


class OrNull:
    """A key for which null means the default."""


class _Unserved:
    """A valid key that this build does not run."""


class _Unit:
    """A tag without a value: `auto`, or `auto:` with nothing behind it."""


T = TypeVar("T")

NotRun: TypeAlias = Annotated[T | None, _Unserved()]
"""A value that is checked like any other, under a key that this build does not run: `NotRun[Retry] = None`."""
Unserved: TypeAlias = Annotated[Node | None, _Unserved()]
"""The same for a value that is not looked into."""
Unit: TypeAlias = Annotated[bool | None, _Unit()]


@dataclass_transform(kw_only_default=True)
class Model:
    """An object of the configuration; a field without a default is required."""

    aliases: ClassVar[dict[str, str]] = {}
    """Other spellings of keys in YAML, each with the usual one."""
    removed: ClassVar[dict[str, str]] = {}
    """Keys that were here once, each with what agentgateway says about it."""
    instead: ClassVar[str | None] = None
    """A field that, when it is given, stands alone: the required ones are then not asked for."""
    last_wins: ClassVar[bool] = False
    """Whether agentgateway takes the last of two equal keys, here and in everything below, instead of refusing them."""
    untagged: ClassVar[str | None] = None
    """agentgateway's name of the type when its own message tells nothing more than that."""
    spelt: ClassVar[dict[str, str]] = {}
    """Fields whose keys are not spelt as usual, each with its key."""
    or_list: ClassVar[str | None] = None
    """The key without which a list would have been right in its place."""
    is_open: ClassVar[bool] = False
    """Whether agentgateway passes over unknown keys in silence."""
    is_partial: ClassVar[bool] = False
    """Whether only some of its keys are known here; of others is only told that nobody looked into them."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def node(self, field: str | None = None) -> Node:
        """The node of a field's value, or of this object when the file does not give the field."""
        own: Node = self.__dict__.get("_node", NOWHERE)
        entry = None if field is None else self._entry(own, field)
        return own if entry is None else entry[1]

    def key_node(self, field: str) -> Node:
        """The key under which a field stands, or the node of this object when the file does not give the field."""
        own = self.node()
        entry = self._entry(own, field)
        return own if entry is None else entry[0]

    def _entry(self, own: Node, field: str) -> tuple[Scalar, Node] | None:
        if not isinstance(own, Mapping):
            return None
        spellings = _spellings(type(self), field)
        for entry in reversed(own.entries):
            if entry[0].text in spellings:
                return entry
        return None

    def given(self) -> list[str]:
        """The fields that the file gives a value other than null."""
        return [name for name, value in self.__dict__.items() if value is not None and name != "_node"]

    def mistakes(self) -> Iterator[Finding]:
        """What agentgateway refuses about the object as a whole, when every field of it is right."""
        return iter(())

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items() if name != "_node")
        return f"{type(self).__name__}({values})"


_SPELLINGS: dict[tuple[type[Model], str], set[str]] = {}


def _spellings(cls: type[Model], field: str) -> set[str]:
    """The keys under which a field may stand."""
    found = _SPELLINGS.get((cls, field))
    if found is None:
        wire = cls.spelt.get(field) or wire_name(field)
        found = {wire, *(alias for alias, usual in cls.aliases.items() if usual == wire)}
        _SPELLINGS[cls, field] = found
    return found


class Nothing(Model):
    """An object without keys."""


class OneOf(Model):
    """An object of which exactly one key is given, the tag; `beside` names keys that may stand next to it."""

    beside: ClassVar[tuple[str, ...]] = ()
    alone: ClassVar[tuple[str, ...]] = ()
    """Those of `beside` that do without a tag."""
    several: ClassVar[str | None] = None
    """What agentgateway says unless exactly one tag is given."""
    open_with: ClassVar[tuple[str, ...]] = ()
    """Fields with which agentgateway passes over unknown keys; of several tags, it takes such a one."""
    is_secret: ClassVar[bool] = False
    """Whether a word in its place may be a credential that somebody forgot to wrap."""
    flattened: ClassVar[str | None] = None
    """agentgateway's name of the type when the tag stands among other keys."""

    @property
    def which(self) -> str | None:
        """The tag's field name."""
        beside = self.beside
        for name, value in self.__dict__.items():
            if value is not None and name != "_node" and name not in beside:
                return name
        return None

    @property
    def value(self) -> Any:
        """What the tag holds; True for a tag without a value."""
        tag = self.which
        return None if tag is None else self.__dict__[tag]


class Field(NamedTuple):
    """One field of a class: its name here and in YAML, and its annotation."""

    name: str
    wire: str
    annotation: Any
    required: bool
    default: Any = None


_SPELT = {
    "open_ai": "openAI",
    "open_ai_moderation": "openAIModeration",
    "backend_tls": "backendTLS",
    "min_tls_version": "minTLSVersion",
    "max_tls_version": "maxTLSVersion",
    "clear_env": "clear_env",
}


def wire_name(name: str) -> str:
    """`url_rewrite` → `urlRewrite`."""
    spelt = _SPELT.get(name)
    if spelt is not None:
        return spelt
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


_FIELDS: dict[type[Model], list[Field]] = {}


def fields(cls: type[Model]) -> list[Field]:
    """The fields of a class in the order of their declaration."""
    if cls not in _FIELDS:
        _FIELDS[cls] = [
            Field(
                name,
                cls.spelt.get(name) or wire_name(name),
                annotation,
                not hasattr(cls, name),
                getattr(cls, name, None),
            )
            for name, annotation in typing.get_type_hints(cls, include_extras=True).items()
            if annotation is not ClassVar and typing.get_origin(annotation) is not ClassVar
        ]
    return _FIELDS[cls]


def markers_of(annotation: Any) -> tuple[Any, ...]:
    """What an `Annotated` carries besides the type, also under `… | None` and under another one."""
    annotation = without_none(annotation)
    if typing.get_origin(annotation) is not Annotated:
        return ()
    base, *markers = typing.get_args(annotation)
    return (*markers, *markers_of(base))


def is_unserved(markers: tuple[Any, ...]) -> bool:
    return any(isinstance(marker, _Unserved) for marker in markers)


def run_type(annotation: Any) -> Any:
    """`X` for `NotRun[X]`, `Node` for `Unserved`."""
    return without_none(typing.get_args(annotation)[0])


def is_unit(markers: tuple[Any, ...]) -> bool:
    return any(isinstance(marker, _Unit) for marker in markers)


def without_none(annotation: Any) -> Any:
    """`X` for `X | None`, and `X | Y` for `X | Y | None`."""
    if typing.get_origin(annotation) not in (typing.Union, types.UnionType):
        return annotation
    others = [member for member in typing.get_args(annotation) if member is not types.NoneType]
    return others[0] if len(others) == 1 else typing.Union[tuple(others)]  # noqa: UP007  # there is no other way to say it
