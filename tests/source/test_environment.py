"""Variables in the text of a configuration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.source.environment import expand
from agwctl.source.node import Scalar

ENVIRON = {"HOME": "/home/me", "A": "one", "EMPTY": "", "1": "digit", "LINES": "x\ny\n", "DOLLAR": "$A"}


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("$A", "one"),
        ("x${A}y", "xoney"),
        ("$A$A-${A}", "oneone-one"),
        ("$A_B ${A_B:-d}", None),
        ("${EMPTY}|$EMPTY|${EMPTY:-d}", "||"),
        ("${NO:-d} ${NO:-} ${NO:-a:-b}", "d  a:-b"),
        ("$1", "digit"),
        ("$$A $$ $$$A", "$A $ $one"),
        ("$ $. ^/x$ 5$\n", "$ $. ^/x$ 5$\n"),
        ("${A", "${A"),
        ("${", "${"),
        ("# ${LINES}", "# x\ny\n"),
        ("$DOLLAR", "$A"),
        ("~", "/home/me"),
        ("~/x", "/home/me/x"),
        ("~x a: ~", "~x a: ~"),
        (" ~", " ~"),
        ("# yaml-language-server: $schema=https://x\n$A", "# yaml-language-server: $schema=https://x\none"),
    ],
)
def test_expansion(text, expanded):
    source, unset = expand("x", text, ENVIRON)
    if expanded is None:
        assert unset
    else:
        assert source.parsed == expanded
        assert unset == []
    assert source.text == text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("$NO", ["NO"]),
        ("a $NO ${NEITHER} $A # $NOR", ["NO", "NEITHER", "NOR"]),
        ("${}", [""]),
        ("${a b}", ["a b"]),
        ("${:-x}", [":-x"]),
        ("\n# yaml-language-server: $schema=https://x", ["schema"]),
        ("$é", ["é"]),
    ],
)
def test_unset_variables_are_all_told_where_they_stand(text, names):
    source, unset = expand("x", text, ENVIRON)
    assert [variable.name for variable in unset] == names
    for variable in unset:
        (line, column), (_, end) = source.span(Scalar("", True, variable.start, variable.end))
        written = source.line(line)[column - 1 : end - 1]
        assert written in (f"${variable.name}", f"${{{variable.name}}}")


WORDS = st.lists(
    st.sampled_from(["ab", " ", "\n", "${A}", "${LINES}", "${EMPTY}", "${NO:-dd}", "$$", "é"]), max_size=12
)


@given(WORDS)
def test_every_place_of_the_result_leads_back(words):
    source, _ = expand("x", "".join(words), ENVIRON)
    values = {"${A}": "one", "${LINES}": "x\ny\n", "${EMPTY}": "", "${NO:-dd}": "dd", "$$": "$"}
    parsed = written = 0
    for word in words:
        value = values.get(word, word)
        assert source.parsed[parsed : parsed + len(value)] == value
        for offset in range(len(value)):
            span = source.span(Scalar("", True, parsed + offset, parsed + offset + 1))
            whole = word in values
            start = written if whole else written + offset
            end = written + len(word) if whole else written + offset + 1
            assert span == (source.position(start), source.position(end))
        parsed, written = parsed + len(value), written + len(word)


@given(st.text().filter(lambda text: "$" not in text and not text.startswith("~")))
def test_text_without_variables_stays_as_it_is(text):
    source, unset = expand("x", text, {})
    assert source.parsed == text
    assert unset == []
