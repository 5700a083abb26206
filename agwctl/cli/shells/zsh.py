"""Completion for zsh: a function for each verb, built on its `_arguments`."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.cli.command_tree import Command, Option, Value

__all__ = ["script"]

_END = """\
# found in $fpath this file is the function itself; sourced it has to be announced
if [[ $funcstack[1] == _agwctl ]]; then _agwctl "$@"; else compdef _agwctl agwctl; fi
"""

_WITH_VERBS = """\
{function}() {{
    local curcontext=$curcontext state line
    _arguments -C {specs} '1: :->verb' '*:: :->rest' && return
    case $state in
        verb) local -a verbs=({verbs}); _describe verb verbs ;;
        rest) (( $+functions[{function}_$words[1]] )) && {function}_$words[1] ;;
    esac
}}
"""


def script(tree: Command) -> str:
    head = "#compdef agwctl\n# zsh completion for agwctl, written by: agwctl completion zsh\n"
    return "\n".join([head, *(_function(command) for command in reversed(list(tree.each()))), _END])


def _function(command: Command) -> str:
    name = "_".join(["_agwctl", *command.path])
    specs = " ".join(spec for option in command.options for spec in _spec(option))
    if command.verbs:
        verbs = " ".join(_quoted(f"{verb.path[-1]}:{_plain(verb.help)}") for verb in command.verbs)
        return _WITH_VERBS.format(function=name, specs=specs, verbs=verbs)
    rest = f" {_quoted('*: :' + _action(command.argument))}" if command.argument.kind != "nothing" else ""
    return f"{name}() {{\n    _arguments {specs}{rest}\n}}\n"


def _spec(option: Option) -> Iterator[str]:
    """One `_arguments` specification for each spelling; each keeps the others out."""
    others = f"({' '.join(option.names)})" if len(option.names) > 1 else ""
    value = "" if option.value.kind == "nothing" else f": :{_action(option.value)}"
    for name in option.names:
        assign = "=" if value and name.startswith("--") else ""
        yield _quoted(f"{others}{name}{assign}[{_plain(option.help)}]{value}")


def _action(value: Value) -> str:
    if value.kind == "file":
        return "_files"
    return f"({' '.join(value.choices)})" if value.kind == "word" else ""


def _plain(text: str) -> str:
    """Text without the characters that mean something in a specification."""
    return "".join(f"\\{sign}" if sign in "[]:\\" else sign for sign in text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
