"""The command line as data: verbs, their options, and what follows each; read from the Typer app."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import typer

__all__ = ["Command", "Value", "command_tree"]


class Value(NamedTuple):
    """What an option or an argument takes."""

    kind: str
    """`nothing` for a switch, `word` for one of `choices`, `file`, or `text`."""
    choices: tuple[str, ...] = ()


class Option(NamedTuple):
    names: tuple[str, ...]
    """All its spellings, short ones first."""
    help: str
    """One sentence."""
    value: Value


class Command(NamedTuple):
    """A verb, or the program itself."""

    path: tuple[str, ...]
    """Its name with those of the verbs above; empty for the program."""
    help: str
    options: tuple[Option, ...]
    argument: Value
    verbs: tuple[Command, ...]

    def each(self) -> Iterator[Command]:
        """This one and all below."""
        yield self
        for verb in self.verbs:
            yield from verb.each()


def command_tree(app: typer.Typer) -> Command:
    """Everything that can be typed after the program's name, hidden things left out."""
    return _command((), typer.main.get_command(app))


def _command(path: tuple[str, ...], command: Any) -> Command:
    context = command.make_context(path[-1] if path else "agwctl", [], resilient_parsing=True)
    parameters = [each for each in command.get_params(context) if not getattr(each, "hidden", False)]
    arguments = [_value(each) for each in parameters if each.param_type_name == "argument"]
    return Command(
        path,
        _sentence(command.help),
        tuple(_option(each) for each in parameters if each.param_type_name == "option"),
        next(iter(arguments), Value("nothing")),
        tuple(_command((*path, name), verb) for name, verb in getattr(command, "commands", {}).items()),
    )


def _option(parameter: Any) -> Option:
    names = sorted([*parameter.opts, *parameter.secondary_opts], key=lambda name: name.startswith("--"))
    return Option(tuple(names), _sentence(parameter.help), _value(parameter))


def _value(parameter: Any) -> Value:
    if getattr(parameter, "is_flag", False) or getattr(parameter, "count", False):
        return Value("nothing")
    if choices := getattr(parameter.type, "choices", None):
        return Value("word", tuple(choices))
    named = parameter.metavar or ""
    is_file = parameter.type.name == "path" or "PATH" in named or "FILE" in named
    return Value("file" if is_file else "text")


def _sentence(text: str | None) -> str:
    """The first sentence, without its stop and on one line."""
    words = " ".join((text or "").partition("\n\n")[0].split())
    first = words.partition(". ")[0].partition("; ")[0]
    return first.removesuffix(".")
