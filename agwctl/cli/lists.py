"""The lists that `agwctl validate` prints instead of checking something."""

from __future__ import annotations

from typing import NamedTuple

from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Code
from agwctl.lint.own_codes import OWN_CODES
from agwctl.lint.registry import RULES, rule

__all__ = ["not_served_list", "rule_list"]


class _Listed(NamedTuple):
    code: Code
    ids: tuple[str, ...]


def rule_list(*, as_json: bool) -> str:
    """All codes in their order, each with its name, severity, statement and failure modes."""
    listed = [_Listed(code, ()) for code in (*vars(codes).values(), *OWN_CODES) if isinstance(code, Code)]
    listed += [_Listed(rule(code).META, rule(code).IDS) for code in RULES]
    listed.sort(key=lambda each: each.code.id)
    if as_json:
        return _json("rules", [_as_json(each) for each in listed])
    width = max(len(each.code.name) for each in listed)
    return "\n".join(_line(each, width) for each in listed)


def _line(each: _Listed, width: int) -> str:
    ids = f" ({', '.join(each.ids)})" if each.ids else ""
    return f"{each.code.id}  {each.code.name:<{width}}  {each.code.severity.value:<7}  {each.code.title}{ids}"


def _as_json(each: _Listed) -> dict[str, object]:
    code = each.code
    return {
        "code": code.id,
        "name": code.name,
        "severity": code.severity.value,
        "title": code.title,
        "failureModes": list(each.ids),
    }


def not_served_list(*, as_json: bool) -> str:
    """The paths of all keys that are valid, but not run by this build."""
    from agwctl.config.not_served import not_served

    paths = not_served()
    return _json("notServed", paths) if as_json else "\n".join(paths)


def _json(name: str, items: list[dict[str, object]] | list[str]) -> str:
    import json

    return json.dumps({"schemaVersion": 1, name: items}, indent=2, ensure_ascii=False)
