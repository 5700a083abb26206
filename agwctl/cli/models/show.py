"""`agwctl models show`: what a model is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from agwctl.cli.console import Console
from agwctl.cli.options import ModelsFormat, ModelsOllama, Quiet, Timeout

if TYPE_CHECKING:
    from agwctl.ollama.client import Client

__all__ = ["EXAMPLES", "show"]

EXAMPLES = """
agwctl models show llama3.2                   architecture, size, context, capabilities, parameters
agwctl models show llama3.2 --modelfile       what to start from for a model of your own
agwctl models show llama3.2 -v                with the metadata and tensors of the file
"""

Flag = Annotated[bool, typer.Option(help="Only this part.", show_envvar=False)]


def show(
    name: Annotated[list[str] | None, typer.Argument(metavar="NAME", show_default=False)] = None,
    license: Flag = False,
    modelfile: Flag = False,
    parameters: Flag = False,
    system: Flag = False,
    template: Flag = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Add metadata and tensors.")] = False,
    ollama: ModelsOllama = None,
    timeout: Timeout = 10.0,
    format: ModelsFormat = "human",
    quiet: Quiet = False,
) -> int:
    """Show what a model is, as `ollama show` does."""
    from agwctl.cli.models.ask import ask, exactly, fail
    from agwctl.models.show import shown_json, shown_text
    from agwctl.ollama.client import OllamaError

    console = Console(quiet=quiet)
    if wrong := exactly(1, name):
        return fail(console, format, wrong)
    model = (name or [""])[0]
    flags = {"license": license, "modelfile": modelfile, "parameters": parameters}
    parts = [part for part, given in (flags | {"system": system, "template": template}).items() if given]

    def work(client: Client) -> int:
        client.head()
        if len(parts) > 1:
            raise OllamaError(ONE_PART, "")
        found = client.show(model, verbose)
        if "image" in found.capabilities:
            raise OllamaError("image generation models are not currently supported", "")
        if format == "json":
            told = shown_json(model, found, verbose=verbose)
            console.document({"schemaVersion": 1, "host": client.url, **told})
        elif parts:
            _write_part(console, parts[0], getattr(found, parts[0]))
        else:
            console.result(shown_text(found, verbose=verbose))
        return 0

    return ask(console, ollama, timeout, format, work)


ONE_PART = "only one of '--license', '--modelfile', '--parameters', '--system', or '--template' can be specified"


def _write_part(console: Console, part: str, text: str) -> None:
    """To a file or a pipe as it is; to a terminal without what would steer it."""
    from agwctl.diagnostics.printable import printable

    if console.out.isatty():
        text = "\n".join("\t".join(map(printable, line.split("\t"))) for line in text.split("\n"))
    end = "" if part in ("system", "template") else "\n"
    console.raw_result((text + end).encode("utf-8", "replace"))
