"""What of a step is compared, and how two observations differ."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

__all__ = ["access_log", "decoded", "differences", "matching_lines", "picked"]

LONGEST = 4000
"""Characters of a text that is kept as it is; a longer one becomes its length and hash."""


def decoded(body: bytes, mask: Iterable[str] = ()) -> Any:
    """A body as JSON when it is an object or array, else as text; matches of `mask` become `~`."""
    text = body.decode("utf-8", "replace")
    for pattern in mask:
        text = re.sub(pattern, "~", text)
    try:
        return shortened(json.loads(text) if text[:1] in ("{", "[") else text)
    except ValueError:
        return shortened(text)


def shortened(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST:
        return f"<{len(value)} characters, sha256 {hashlib.sha256(value.encode()).hexdigest()[:16]}>"
    if isinstance(value, dict):
        return {key: shortened(item) for key, item in value.items()}
    return [shortened(item) for item in value] if isinstance(value, list) else value


def picked(headers: Iterable[tuple[str, str]], names: Iterable[str]) -> dict[str, str]:
    """The headers of these names; repeated ones joined as HTTP allows."""
    wanted, out = set(names), dict[str, str]()
    for name, value in headers:
        if name in wanted:
            out[name] = f"{out[name]}, {value}" if name in out else value
    return out


LABELS = re.compile(r'\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\}')
LABEL = re.compile(r'[^,{}="]+="(?:[^"\\]|\\.)*"')


def matching_lines(text: str, pattern: str) -> list[str]:
    """The lines in which `pattern` is found, sorted, the labels of each sorted as well."""
    lines = (line for line in text.splitlines() if re.search(pattern, line))
    return sorted(
        LABELS.sub(lambda found: "{" + ",".join(sorted(LABEL.findall(found[1]))) + "}", line) for line in lines
    )


TEXT_LINE = re.compile(r"\S+Z\t\w+\trequest[ \t](.*)")
TEXT_FIELD = re.compile(r'([^\s=]+)=("(?:[^"\\]|\\.)*"|\S*)')


def access_log(path: Path, start: int, names: Iterable[str]) -> list[dict[str, str]]:
    """These fields of each access log line after byte `start`; lines of other kinds are passed over."""
    wanted = set(names)
    with path.open("rb") as log:
        log.seek(start)
        lines = log.read().decode("utf-8", "replace").splitlines()
    found = (fields for line in lines if (fields := log_fields(line)) is not None)
    return [{name: str(value) for name, value in fields.items() if name in wanted} for fields in found]


def log_fields(line: str) -> dict[str, Any] | None:
    if line.startswith("{"):
        try:
            fields = json.loads(line)
        except ValueError:
            return None
        return fields if fields.get("scope") == "request" else None
    if not (match := TEXT_LINE.match(line)):
        return None
    return {name: value[1:-1] if value[:1] == '"' else value for name, value in TEXT_FIELD.findall(match[1])}


def differences(
    want: Any, got: Any, ignore: Iterable[str] = (), near: dict[str, float] | None = None, path: tuple[str, ...] = ()
) -> Iterator[str]:
    """One line for each place where two observations differ.

    Names in `ignore` are left out at any depth; numbers under a name in `near` may differ by that much, other
    numbers with a fraction by 0.0001. A missing key equals null.
    """
    here, near = path[-1] if path else "", near or {}
    if (path and here in ignore) or almost_equal(want, got, near.get(here)):
        return
    if isinstance(want, dict) and isinstance(got, dict):
        pairs = [(str(key), want.get(key), got.get(key)) for key in sorted({*want, *got}, key=str)]
    elif isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        pairs = [(str(at), left, right) for at, (left, right) in enumerate(zip(want, got, strict=True))]
    else:
        if want != got:
            yield f"{'.'.join(path)}: want {json.dumps(want)[:300]} got {json.dumps(got)[:300]}"
        return
    for key, left, right in pairs:
        yield from differences(left, right, ignore, near, (*path, key))


def almost_equal(want: Any, got: Any, margin: float | None) -> bool:
    if margin is None and not isinstance(want, float) and not isinstance(got, float):
        return False
    try:
        return abs(float(want) - float(got)) <= (1e-4 if margin is None else margin)
    except (TypeError, ValueError):
        return False
