"""All manifests of a run, and what refers to what among them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias, TypeVar, cast

from agwctl.config.model import Model
from agwctl.kubernetes.document import has_key, nodes
from agwctl.kubernetes.kinds.endpoint_slice import EndpointSlice
from agwctl.kubernetes.kinds.metadata import Resource
from agwctl.kubernetes.manifest import Manifest
from agwctl.source.node import Node

__all__ = ["Manifests"]

R = TypeVar("R", bound=Resource)
_Key: TypeAlias = "tuple[type[Resource], str, str]"


class Manifests:
    """Objects by kind, namespace and name: those of one text, and those of other files around it.

    An object without a namespace is only found by references that name none: both are then in the one that kubectl
    chooses. What several other files define in their own ways, such as one for each environment, is not found at all.
    """

    def __init__(self, own: Iterable[Manifest], around: Iterable[Manifest] = ()) -> None:
        own, around = tuple(own), tuple(around)
        self.all = (*around, *own)
        self._by_class: dict[type[Resource], list[Resource]] = {}
        for resource in _resources(self.all):
            self._by_class.setdefault(type(resource), []).append(resource)
        self._by_name = _unambiguous(around) | {_key(resource): resource for resource in _resources(own)}
        self._slices: dict[tuple[str, str], list[EndpointSlice]] | None = None
        self._owners: dict[int, Manifest] | None = None
        self._has_key: dict[tuple[str, str], bool] = {}
        self._unsound = frozenset().union(*(manifest.unsound for manifest in self.all))

    def find(self, cls: type[R], namespace: str, name: str) -> R | None:
        """The object of a kind; of several with the same name the last, as kubectl applies them in their order."""
        return cast("R | None", self._by_name.get((cls, namespace, name)))

    def each(self, cls: type[R]) -> list[R]:
        """All objects of a kind that have a name."""
        return cast("list[R]", self._by_class.get(cls, []))

    def slices(self, namespace: str, service: str) -> list[EndpointSlice]:
        """The addresses behind a Service."""
        if self._slices is None:
            self._slices = {}
            for each in self.each(EndpointSlice):
                self._slices.setdefault((each.namespace, each.service or ""), []).append(each)
        return self._slices.get((namespace, service), [])

    def around(self, node: Node) -> Manifest | None:
        """The document in which a value stands."""
        if self._owners is None:
            self._owners = {id(each): manifest for manifest in self.all for each in nodes(manifest.root)}
        return self._owners.get(id(node))

    def is_sound(self, *models: Model) -> bool:
        """Whether everything that the text gives for these objects was understood."""
        return all(id(model.node()) not in self._unsound for model in models)

    def has_key(self, kind: str, key: str) -> bool:
        """Whether a document of a kind, known or not, has a key at any depth."""
        if (kind, key) not in self._has_key:
            documents = (manifest.root for manifest in self.all if manifest.header.kind == kind)
            self._has_key[kind, key] = any(has_key(root, key) for root in documents)
        return self._has_key[kind, key]


def _key(resource: Resource) -> _Key:
    return type(resource), resource.namespace, resource.name


def _resources(manifests: Iterable[Manifest]) -> list[Resource]:
    found = [manifest.resource for manifest in manifests]
    return [resource for resource in found if resource is not None and hasattr(resource, "metadata")]


def _unambiguous(around: Iterable[Manifest]) -> dict[_Key, Resource]:
    """The objects that only one file defines."""
    files: dict[_Key, set[str]] = {}
    found: dict[_Key, Resource] = {}
    for manifest in around:
        for resource in _resources([manifest]):
            files.setdefault(_key(resource), set()).add(manifest.source.path)
            found[_key(resource)] = resource
    return {key: resource for key, resource in found.items() if len(files[key]) == 1}
