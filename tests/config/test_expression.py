"""Expressions: what is no CEL is told, where it is wrong, and nothing else."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.config.expression import MOST, syntax_mistake
from agwctl.config.load import load_text

FINE = [
    "true",
    "'text'",
    "request.path == '/a' && !has(request.headers.x)",
    "request.headers['x-a'].startsWith('b') ? 1u : 2.5e3",
    "json(request.body).with(b, b.merge({'a': 1}))",
    "jwt.rawToken.unredacted()",
    "[1, 2].map(x, x + 1).exists(x, x in [3])",
    "default(apiKey.name, 'none') // comment",
    "variables().?x",  # an optional field, which this parser does not know
    "has(request.headers['x'])",  # a macro with an argument that not every dialect takes
    "r'\\d+'",
    "((((((((((1))))))))))",
]


@pytest.mark.parametrize("text", FINE)
def test_fine(text):
    assert syntax_mistake(text) is None


@pytest.mark.parametrize(
    ("text", "line", "column", "told"),
    [
        ("request.path ==", 1, 16, "mismatched input '<EOF>'"),
        ("5 parsecs", 1, 3, "extraneous input 'parsecs' expecting <EOF>"),
        ("a = b", 1, 3, "token recognition error at: '= '"),
        ("true &&\n(1 +", 2, 5, "mismatched input '<EOF>'"),
        ("", 1, 1, "mismatched input '<EOF>'"),
    ],
)
def test_mistakes(text, line, column, told):
    mistake = syntax_mistake(text)
    assert mistake is not None
    assert (mistake.line, mistake.column, mistake.text) == (line, column, told)
    assert mistake.message == f"parse: ERROR: <input>:{line}:{column}: Syntax error: {told}"


SIGNS = "a.()[]{}'\"1x+-&|=?:,in!r\\/` \né"


@given(st.text() | st.text(SIGNS, max_size=16))
def test_any_text_is_taken_or_refused(text):
    mistake = syntax_mistake(text)
    if mistake is not None:
        assert 1 <= mistake.line <= len(text.splitlines()) + 1


@pytest.mark.parametrize("text", ["a." * 1999 + "b", "(" * 1999, "-" * 3999 + "1", "a+" * 1999 + "a"])
def test_deep_ones_do_no_harm(text):
    assert len(text) <= MOST
    syntax_mistake(text)


def test_what_is_too_long_is_left_alone():
    assert syntax_mistake("(" * (MOST + 1)) is None


def placed(rule: str) -> str:
    """The place that the label of the only finding names."""
    text = f"routes: [{{gateways: g, policies: {{authorization: {{rules: [{rule}]}}}}}}]\ngateways: {{g: {{port: 1}}}}"
    (found,) = load_text(text, environ={}).errors
    assert found.code.name == "bad-expression"
    if not found.related:
        return ""
    (label,) = found.related
    return text[label.span.start.column - 1 : label.span.end.column - 1]


@pytest.mark.parametrize(
    ("rule", "place"),
    [("5 parsecs", "p"), ('"5 parsecs"', "p"), ("a = b", "="), ("'a ='", "="), (r'"\x61 = b"', "")],
)
def test_the_place_within_the_value(rule, place):
    assert placed(rule) == place


@pytest.mark.parametrize(("text", "is_loaded"), [("{}", False), ("llm: {models: []}", False)])
def test_the_parser_is_loaded_when_it_is_needed(text, is_loaded):
    code = "import sys; from agwctl.config.load import load_text; load_text(sys.argv[1], environ={}); "
    code += "print('cel.cel' in sys.modules, 'prompt_toolkit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, text], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(is_loaded), "False"]


def test_its_command_line_is_not_loaded():
    code = "import sys; from agwctl.config.expression import syntax_mistake; syntax_mistake('1'); "
    code += "print('cel.cel' in sys.modules, {'cel', 'typer', 'prompt_toolkit', 'rich'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True set()\n"
