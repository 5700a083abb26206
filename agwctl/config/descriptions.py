"""What the source says about a class and its fields; read from the text, because Python drops a field's docstring."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache

from agwctl.config.model import Model, OneOf, fields

__all__ = ["description_of", "field_descriptions"]


def description_of(cls: type[Model]) -> str | None:
    """The class's own docstring on one line; none for one that says nothing."""
    text = cls.__dict__.get("__doc__")
    return " ".join(text.split()) if text else None


def field_descriptions(cls: type[Model]) -> dict[str, str]:
    """The docstrings under the fields of a class and of those it is made from, by the fields' names."""
    found: dict[str, str] = {}
    for owner in reversed(cls.__mro__):
        if issubclass(owner, Model) and owner not in (Model, OneOf):
            found |= _in_module(owner.__module__).get(owner.__name__, {})
    return {field.name: found[field.name] for field in fields(cls) if field.name in found}


@cache
def _in_module(name: str) -> dict[str, dict[str, str]]:
    tree = ast.parse(inspect.getsource(sys.modules[name]))
    return {node.name: dict(_described(node)) for node in tree.body if isinstance(node, ast.ClassDef)}


def _described(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for statement, following in zip(node.body, node.body[1:], strict=False):
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            yield statement.target.id, " ".join(str(following.value.value).split())
