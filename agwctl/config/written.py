"""Typed values → what a file would say for them."""

from __future__ import annotations

from typing import Any

from agwctl.config.duration import parse_duration
from agwctl.config.model import Model, fields, markers_of
from agwctl.config.types import Parsed

__all__ = ["written"]


def written(value: Any, annotation: Any = None) -> Any:
    """A value as JSON has it; `annotation` is the field's, which tells a duration from a number."""
    if isinstance(value, Model):
        given = value.given()
        return {
            field.wire: written(getattr(value, field.name), field.annotation)
            for field in fields(type(value))
            if field.name in given
        }
    if isinstance(value, dict):
        return {key: written(each) for key, each in value.items()}
    if isinstance(value, float) and any(is_duration(marker) for marker in markers_of(annotation)):
        return f"{value:g}s"
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list) or type(value) is tuple:
        return [written(each) for each in value]
    return value if value is None or isinstance(value, str | int | float) else str(value)


def is_duration(marker: object) -> bool:
    return isinstance(marker, Parsed) and marker.parse is parse_duration
