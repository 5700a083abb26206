"""`keep_alive` in all the forms that Ollama takes."""

from __future__ import annotations

import pytest

from agwctl.ollama.duration import FOREVER, keep_alive
from agwctl.ollama.refusal import Refusal

SECOND = 10**9
TOO_LONG = -(2**63)


@pytest.mark.parametrize(
    ("value", "nanoseconds"),
    [
        (0, 0),
        ("0", 0),
        ("0s", 0),
        (30, 30 * SECOND),
        (1.5, 1_500_000_000),
        ("5m", 300 * SECOND),
        ("1h30m", 5400 * SECOND),
        ("1.5h", 5400 * SECOND),
        (".5s", SECOND // 2),
        ("250ms", SECOND // 4),
        ("7µs", 7000),
        ("+2ns", 2),
        (-1, FOREVER),
        ("-1m", FOREVER),
        (9223372036, 9223372036 * SECOND),
        (9223372037, TOO_LONG),
        (10**400, TOO_LONG),
        (1e300, TOO_LONG),
        (-1e300, FOREVER),
        ("-9223372036854775808ns", FOREVER),
        ("2562047h47m16.854775807s", FOREVER),
        ("0." + "1" * 40 + "s", SECOND // 9),
        ("0" * 30 + "1s", SECOND),
        ("1.s", SECOND),
    ],
)
def test_lengths(value: object, nanoseconds: int) -> None:
    assert keep_alive(value) == nanoseconds


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("abc", 'time: invalid duration "abc"'),
        ("", 'time: invalid duration ""'),
        ("-", 'time: invalid duration "-"'),
        ("1s ", 'time: unknown unit "s " in duration "1s "'),
        ("5", 'time: missing unit in duration "5"'),
        ("1h5", 'time: missing unit in duration "1h5"'),
        ("3 parsecs", 'time: unknown unit " parsecs" in duration "3 parsecs"'),
        ("9999999h", 'time: invalid duration "9999999h"'),
        ("-9999999h", 'time: invalid duration "-9999999h"'),
        ("9223372036854775808ns", 'time: invalid duration "9223372036854775808ns"'),
        ("9" * 5000 + "s", f'time: invalid duration "{"9" * 5000}s"'),
        ("\u0663s", r'time: invalid duration "\xd9\xa3s"'),
        ("1s\u0663", r'time: unknown unit "s\xd9\xa3" in duration "1s\xd9\xa3"'),
        ('1"\\\n', r'time: unknown unit "\"\\\x0a" in duration "1\"\\\x0a"'),
        ("1.5.5s", 'time: missing unit in duration "1.5.5s"'),
        (".", 'time: invalid duration "."'),
        ("1s.", 'time: invalid duration "1s."'),
        (True, "Unsupported type: 'bool'"),
        ([], "Unsupported type: '[]interface {}'"),
    ],
)
def test_what_is_none(value: object, text: str) -> None:
    with pytest.raises(Refusal) as refused:
        keep_alive(value)
    assert (refused.value.status, refused.value.text) == (400, text)
