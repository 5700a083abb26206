"""Pages: what one looks like."""

from __future__ import annotations

from agwctl.diagnostics.diagnostic import Code, Severity
from agwctl.doctor.check import Check, Link
from agwctl.explain.page import of_check, of_code, of_failure, of_gateway_error, of_rule

CODE = Code("AGW999", "some-code", Severity.WARNING, "something odd")


def test_a_rule_is_its_docstring():
    page = of_rule(CODE, "Odd things.\n\nWhy: they are odd.\n", ("E19",))
    assert page.heading == "AGW999 some-code (warning)"
    assert page.body.startswith("Odd things.\n\nWhy: they are odd.")
    assert "# agwctl: ignore[AGW999]" in page.body
    assert page.see == ("E19",)


def test_a_code_shows_its_example_and_what_it_needs():
    written = {"means": "It is odd.", "example": "\na: 1\n", "instead": "\na: 2\n", "environment": {"NAME": "x"}}
    assert of_code(CODE, written).body == (
        "Something odd.\n\nWhat it means: It is odd.\n\nExample:\n\n    a: 1\n\nwith NAME=x in the environment.\n\n"
        "Use instead:\n\n    a: 2"
    )


def test_what_is_for_pasting_stays_on_one_line():
    command = "`" + " ".join(["sudo", *["word"] * 25]) + "`"
    page = of_failure("Z01", {"title": "Odd", "tell": "It is odd to see.", "do": f"Type what follows: {command} now."})
    assert any(command in line for line in page.body.splitlines())
    assert page.heading == "Z01"


def test_a_check_says_what_should_hold_and_how_to_run_it():
    page = of_check(Check("some-check", Link.MODEL, "all is odd on {server}", ("Z01",), ("other",)), "It is odd.")
    assert (page.heading, page.title, page.see) == ("some-check", "all is odd on HOST:PORT", ("Z01",))
    assert page.body.startswith("It is odd.\n\nA check of `agwctl doctor`: all is odd on HOST:PORT.\n\n")
    assert "hold: other." in page.body
    assert "`agwctl doctor --only some-check`" in page.body


def test_an_error_of_the_gateway_names_its_status():
    page = of_gateway_error("odd_code", 418, "The upstream is odd.", "Mend it.", ("A01",))
    assert page.title == "The upstream is odd"
    assert "418" in page.body and "Mend it." in page.body
