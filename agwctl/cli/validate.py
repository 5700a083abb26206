"""`agwctl validate`: find what is wrong with configurations, without running them."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from agwctl.cli.console import Console
from agwctl.cli.options import Quiet

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl validate agentgateway.yaml             everything that is wrong with a file, at once
agwctl validate configs/ --format json        all files of a folder, for a script
agwctl validate gw.yaml --fix                 what can be put right without asking, put right
agwctl validate gw.yaml --env KEY=x           with a value for $KEY in the file
agwctl validate gw.yaml --paths               what Ollama receives for each call, and why
agwctl validate configs/ --format github --format sarif=agwctl.sarif
cat gw.yaml | agwctl validate - --stdin-filename gw.yaml
"""

Words = list[str] | None


def run(
    paths: Annotated[
        Words,
        typer.Argument(metavar="PATHS…", help="Files and folders; - reads stdin. Without one: as `agwctl serve`."),
    ] = None,
    format: Annotated[
        Words,
        typer.Option(
            metavar="F[=FILE]",
            help="human, concise, json, github, sarif or junit, to stdout or to a file. May be given several times.",
        ),
    ] = None,
    output_file: Annotated[
        str | None, typer.Option("--output-file", metavar="FILE", help="Where the result goes instead of stdout.")
    ] = None,
    fail_on: Annotated[
        Literal["error", "warning", "info"] | None,
        typer.Option("--fail-on", help="The mildest severity that makes the exit code 1. [default: error]"),
    ] = None,
    select: Annotated[
        Words,
        typer.Option(metavar="CODES", help="Only these: AGW501, AGW5, a name, a failure mode such as E19, or ALL."),
    ] = None,
    ignore: Annotated[Words, typer.Option(metavar="CODES", help="All but these, in the same words.")] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Put right in the files what is safe to change.")] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what --fix would change, and write nothing. Exit code 1: something.")
    ] = False,
    compat: Annotated[
        Literal["guide", "1.4"] | None,
        typer.Option(help="Check for `agwctl serve` in this mode; 1.4 is agentgateway itself. [default: guide]"),
    ] = None,
    allow_unknown: Annotated[
        bool, typer.Option("--allow-unknown", help="An unknown key is a warning, for files of other releases.")
    ] = False,
    env: Annotated[
        Words,
        typer.Option("--env", metavar="NAME=VALUE", help="A value for $NAME in the files. May be given several times."),
    ] = None,
    stdin_filename: Annotated[
        str, typer.Option("--stdin-filename", metavar="NAME", help="What stdin is called in the result.")
    ] = "<stdin>",
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit code 4 when a document, a part of one or a rule had to be skipped.")
    ] = False,
    statistics: Annotated[bool, typer.Option("--statistics", help="How often each code occurs.")] = False,
    list_rules: Annotated[bool, typer.Option("--list-rules", help="Print all codes.")] = False,
    list_not_served: Annotated[
        bool, typer.Option("--list-not-served", help="Print the keys that `agwctl serve` does not run yet.")
    ] = False,
    paths_shown: Annotated[
        bool, typer.Option("--paths", help="Show what Ollama receives for each call that a client may make, and why.")
    ] = False,
    quiet: Quiet = False,
) -> int:
    """Find all mistakes in gateway configurations. Exit code 1: there are errors; 3: a file cannot be read."""
    import gc

    gc.disable()  # reading all these modules takes a tenth less without the cyclic collector
    try:
        from agwctl.cli import checking, inputs
        from agwctl.cli.outputs import check_no_input, outputs
    finally:
        gc.freeze()
        gc.enable()
    console = Console(quiet=quiet)
    wanted = outputs(format or [], output_file)
    if list_rules or list_not_served:
        from agwctl.cli.lists import not_served_list, rule_list

        listed = rule_list if list_rules else not_served_list
        console.result(listed(as_json=wanted[0].format == "json"))
        return 0
    environ = inputs.environment(env)
    asked = checking.Asked(
        paths=tuple(paths or [inputs.default_path(environ)]),
        stdin_filename=stdin_filename,
        flags=checking.Flags(checking.words(select), checking.words(ignore), fail_on, compat, allow_unknown),
        strict=strict,
        statistics=statistics,
    )
    check_no_input(wanted, asked.paths)
    if paths_shown:
        from agwctl.cli.paths import show

        return show(asked, wanted, environ, console)
    if diff or fix:
        from agwctl.cli import fixing

        return (fixing.show if diff else fixing.fix)(asked, wanted, environ, console)
    return checking.check(asked, wanted, environ, console)
