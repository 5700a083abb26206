"""Descriptions out of the source."""

from __future__ import annotations

from typing import ClassVar

from agwctl.config.descriptions import description_of, field_descriptions
from agwctl.config.model import Model


class Outer(Model):
    """What it is,
    on two lines."""

    aliases: ClassVar = {"a": "first"}
    """No field."""

    first: str | None = None
    """The first one;
    told at length."""
    second: str | None = None
    third: str | None = None
    """The third one."""


class Inner(Outer):
    third: str | None = None
    """Another one."""
    fourth: str


def test_fields_with_a_docstring_are_described():
    assert field_descriptions(Outer) == {"first": "The first one; told at length.", "third": "The third one."}


def test_inherited_fields_are_described_where_they_stand():
    assert field_descriptions(Inner) == {"first": "The first one; told at length.", "third": "Another one."}


def test_classes():
    assert description_of(Outer) == "What it is, on two lines."
    assert description_of(Inner) is None
