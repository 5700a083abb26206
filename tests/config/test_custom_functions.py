"""Definitions of functions in expressions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.config.custom_functions import custom_functions

TWO = """
// whether it is one of ours
isInternal() { request.headers["x-env"] == "internal" }
this.joined(prefix, parts...) { prefix + this + parts.join("}") } // not the end
"""


@pytest.mark.parametrize(
    "text", ["", "  // nothing\n", TWO, "f(){1}g(a,b){{'a': a}.a}", "f(x) { // a brace: }\n x }", "f() { '''}''' }"]
)
def test_definitions(text):
    assert custom_functions(text) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("broken(", "no definition begins with `broken(`"),
        ("f() { 1 } 2", "no definition begins with `2`"),
        ("f(a b) { 1 }", "no definition begins with"),
        ("f(a..., b) { 1 }", "no definition begins with"),
        ("f() { {'a': 1}", "is not closed"),
        ("f() { a == }", "parse: ERROR"),
    ],
)
def test_no_definitions(text, told):
    with pytest.raises(ValueError, match=told.replace("(", r"\(")):
        custom_functions(text)


@given(st.text(alphabet="f(){}a,.'\" \n/=this", max_size=40))
def test_any_text_is_taken_or_refused(text):
    try:
        assert custom_functions(text) == text
    except ValueError as refused:
        assert str(refused)
