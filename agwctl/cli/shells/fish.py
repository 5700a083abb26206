"""Completion for fish: a line for each word that can be typed."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.cli.command_tree import Command, Option, Value

__all__ = ["script"]

_FRAME = """\
# fish completion for agwctl, written by: agwctl completion fish

# which verb has been typed, as /models/list; nothing before one
function __agwctl_verb
    set -l verb ""
    for word in (commandline -opc)[2..-1]
        contains -- "$verb/$word" {verbs}
        and set verb "$verb/$word"
    end
    test "$verb" = "$argv[1]"
end

complete -c agwctl -f
{lines}
"""


def script(tree: Command) -> str:
    commands = list(tree.each())
    verbs = " ".join(_path(command) for command in commands if command.path)
    return _FRAME.format(verbs=verbs, lines="\n".join(line for command in commands for line in _lines(command)))


def _path(command: Command) -> str:
    return "".join(f"/{name}" for name in command.path)


def _lines(command: Command) -> Iterator[str]:
    start = f"complete -c agwctl -n '__agwctl_verb \"{_path(command)}\"'"
    for verb in command.verbs:
        yield f"{start} -a {verb.path[-1]} -d {_quoted(verb.help)}"
    for option in command.options:
        yield f"{start} {_names(option)}{_value(option.value)} -d {_quoted(option.help)}"
    if command.argument.kind != "nothing" and not command.verbs:
        yield f"{start}{_argument(command.argument)}"


def _names(option: Option) -> str:
    return " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)


def _value(value: Value) -> str:
    if value.kind == "nothing":
        return ""
    return " -r -F" if value.kind == "file" else f" -x -a {_quoted(' '.join(value.choices))}"


def _argument(value: Value) -> str:
    return " -F" if value.kind == "file" else f" -a {_quoted(' '.join(value.choices))}"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
