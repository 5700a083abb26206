"""Rust's regular expressions run by Python's: what matches, what is refused, what cannot be run."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.config.pattern import Unrunnable, compile_pattern, matches_whole

MATCHES = [
    (r"^/x$", "/x", True),
    (r"/x$", "/x\n", False),
    (r"/v[0-9]+/.*", "/v1/a", True),
    (r"/v[0-9]+/.*", "/vx/a", False),
    (r"a|ab", "a", True),
    (r"a|ab", "ab", False),  # the first branch is found, and it is not all
    (r"ab|a", "ab", True),
    (r"", "", True),
    (r"a|", "", True),
    (r".", "\n", False),
    (r"(?s).", "\n", True),
    (r"(?s:.)\n", "\n\n", True),
    (r"(?m)^a$\n^b$", "a\nb", True),
    (r"a(?i)b|c", "aB", True),
    (r"a(?i)b|c", "AB", False),
    (r"a(?i)b|c", "C", True),
    (r"(a(?i)b)c", "aBC", False),
    (r"(?i:a)b", "Ab", True),
    (r"(?i:a)b", "AB", False),
    (r"(?i)a(?-i)b", "Ab", True),
    (r"(?i)a(?-i)b", "AB", False),
    (r"(?i)[a-z]+", "ABC", True),
    (r"(?i)É", "é", True),
    (r"(?x) a b # comment" + "\n c", "abc", True),
    (r"(?x) [ab ]+ \ ", "ab ", True),
    (r"(?U)a+?", "aaa", True),
    (r"(?U)a+", "aaa", False),  # lazy: one is found, and it is not all
    (r"(?-u)\w+", "é", False),
    (r"\w+", "é", True),
    (r"(?P<n>a)(?<m>b)", "ab", True),
    (r"(?P<a.b[0]>a)", "a", True),
    (r"a**", "aaa", True),
    (r"a++", "aaa", True),
    (r"a?+", "", True),
    (r"a{2}{3}", "aaaaaa", True),
    (r"a{2}{3}", "aa", False),
    (r"a{2,}", "aaa", True),
    (r"a{1,2}?b", "aab", True),
    (r"(a+)+b", "aab", True),
    (r"^*a", "a", True),
    (r"\x41\u0041\U00000041\x{41}\u{41}", "AAAAA", True),
    (r"\a\f\t\n\r\v", "\a\f\t\n\r\v", True),
    (r"\/a\.b\-\ ", "/a.b- ", True),
    (r"\Aa\z", "a", True),
    (r"\bfoo\b", "foo", True),
    (r"\b{start}foo\b{end}", "foo", True),
    (r"a\<b", "ab", False),
    (r"a}", "a}", True),
    (r"a]", "a]", True),
    (r"é+", "éé", True),
    (r"[[:alpha:]_]+", "ab_", True),
    (r"[[:^alpha:]]", "1", True),
    (r"[^[:alpha:]]", "a", False),
    (r"[[:punct:]]+", "!~[]", True),
    (r"[a-z&&[^aeiou]]+", "bcd", True),
    (r"[a-z&&[^aeiou]]+", "bad", False),
    (r"[a-z--aeiou]+", "bad", False),
    (r"[a-g~~d-j]+", "abhi", True),
    (r"[a-g~~d-j]+", "e", False),
    (r"[^a-c[x]]", "x", False),
    (r"[^a-c[x]]", "d", True),
    (r"[^[^a]]", "a", True),
    (r"[]a]+", "]a", True),
    (r"[^]a]+", "b", True),
    (r"[a-]+", "-a", True),
    (r"[-a]+", "-a", True),
    (r"[\d\-x]+", "1-x", True),
    (r"[\]\\^&~|#]+", r"]\^&~|#", True),
    (r"[\x00-\x7f]+", "az\t", True),
    (r"[.*+?(){}$]+", ".*+?(){}$", True),
]


@pytest.mark.parametrize(("pattern", "text", "expected"), MATCHES)
def test_matching(pattern, text, expected):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert matches_whole(compile_pattern(pattern), text) is expected


REFUSED = [
    ("[", "unclosed character class"),
    ("[]", "unclosed character class"),
    ("[a-", "unclosed character class"),
    ("[a-z&&", "unclosed character class"),
    ("[z-a]", "invalid character class range"),
    (r"[a-\d]", "invalid range boundary"),
    (r"[\b]", "invalid escape sequence found in character class"),
    ("[[:nope:]]", "unrecognized ASCII class name"),
    ("(", "unclosed group"),
    ("(a", "unclosed group"),
    (")", "unopened group"),
    ("*a", "repetition operator missing expression"),
    ("a|*", "repetition operator missing expression"),
    ("(?i)*", "repetition operator missing expression"),
    ("(?)", "repetition operator missing expression"),
    ("a{", "unclosed counted repetition"),
    ("a{x}", "repetition quantifier expects a valid decimal"),
    ("a{,3}", "repetition quantifier expects a valid decimal"),
    ("a{" + "9" * 5000 + "}", "decimal literal invalid"),
    ("a{2,1}", "invalid repetition count range"),
    ("(?=a)", "look-around"),
    ("(?<!a)b", "look-around"),
    ("(?>a)", "unrecognized flag"),
    ("(?P=n)", "unrecognized flag"),
    ("(?P<>a)", "empty capture group name"),
    ("(?P<1>a)", "invalid capture group character"),
    ("(?P<n>a)(?P<n>b)", "duplicate capture group name"),
    (r"(a)\1", "backreferences are not supported"),
    (r"\Z", "unrecognized escape sequence"),
    (r"\q", "unrecognized escape sequence"),
    (r"\é", "unrecognized escape sequence"),
    ("\\", "incomplete escape sequence"),
    (r"\xg", "invalid hexadecimal digit"),
    (r"\x{110000}", "not a Unicode scalar value"),
    (r"\u{d800}", "not a Unicode scalar value"),
]


@pytest.mark.parametrize(("pattern", "message"), REFUSED)
def test_what_is_no_expression(pattern, message):
    with pytest.raises(ValueError, match=r"^regex parse error: ") as raised:
        compile_pattern(pattern)
    assert message in str(raised.value)


@pytest.mark.parametrize("pattern", [r"\pL", r"\p{Greek}", r"[\p{L}]", r"\PN", "(?R)a", "(" * 300 + ")" * 300])
def test_what_python_cannot_run(pattern):
    with pytest.raises(Unrunnable):
        compile_pattern(pattern)


@given(st.text(alphabet="ab01^$.|?*+(){}[]\\-&~:,<>!=#isxU \n", max_size=20))
def test_any_text_is_compiled_or_refused(text):
    try:
        pattern = compile_pattern(text)
    except (ValueError, Unrunnable):
        return
    assert isinstance(pattern, re.Pattern)
    matches_whole(pattern, "ab")


@given(st.text(alphabet="abc/.-_~%0", max_size=20))
def test_plain_text_matches_itself(text):
    assert matches_whole(compile_pattern(re.sub(r"([.\-~])", r"\\\1", text)), text)
