"""Completion for bash, 3.2 (macOS) and newer."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.cli.command_tree import Command, Value

__all__ = ["script"]

_FRAME = """\
# bash completion for agwctl, written by: agwctl completion bash

_agwctl() {{
    local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} verb= words= i IFS=$'\\n'
    # "--name=value" arrives as three words
    if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${{COMP_WORDS[COMP_CWORD-2]}}; fi
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case $verb/${{COMP_WORDS[i]}} in
            {verbs}) verb+=/${{COMP_WORDS[i]}} ;;
        esac
    done
    case $verb:$prev in
{values}
    esac
    case $verb:$cur in
{words}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
}}

# "filenames" ends folders with a slash and quotes blanks
complete -o filenames -F _agwctl agwctl
"""


def script(tree: Command) -> str:
    commands = list(tree.each())
    verbs = "|".join(_path(command) for command in commands if command.path)
    return _FRAME.format(
        verbs=verbs,
        values="\n".join(line for command in commands for line in _values(command)),
        words="\n".join(line for command in commands for line in _words(command)),
    )


def _path(command: Command) -> str:
    return "".join(f"/{name}" for name in command.path)


def _values(command: Command) -> Iterator[str]:
    """What may follow each option that takes a value."""
    for option in command.options:
        if option.value.kind != "nothing":
            patterns = "|".join(f"{_path(command)}:{name}" for name in option.names)
            yield f"        {patterns}) {_offer(option.value)}return ;;"


def _offer(value: Value) -> str:
    if value.kind == "file":
        return 'COMPREPLY=($(compgen -f -- "$cur")); '
    if value.kind == "word":
        return f'COMPREPLY=($(compgen -W {_list(value.choices)} -- "$cur")); '
    return ""


def _words(command: Command) -> Iterator[str]:
    """What else may stand there: an option, a verb, or an argument."""
    names = [name for option in command.options for name in option.names]
    yield f"        {_path(command)}:-*) words={_list(names)} ;;"
    if command.verbs:
        yield f"        {_path(command)}:*) words={_list([verb.path[-1] for verb in command.verbs])} ;;"
    elif offer := _offer(command.argument):
        yield f"        {_path(command)}:*) {offer}return ;;"


def _list(words: tuple[str, ...] | list[str]) -> str:
    return "$'" + "\\n".join(words) + "'"
