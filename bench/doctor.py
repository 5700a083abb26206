"""`python -m bench.doctor`: what a run costs where all is well, alone and with a configuration whose gateway runs."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from agwctl.testing import ollama
from bench.peers import AGWCTL, GATEWAY, environment, running
from bench.process import Failed, require_linux, run_costs
from bench.rows import Row, write

__all__ = ["Chain", "beside_validate", "chain"]

ROUNDS, FEW = 15, 2
LIMIT = 0.4
"""Seconds of CPU, those of the programs that it starts among them."""


class Chain(NamedTuple):
    """A gateway that runs in front of a model server that runs, and how people look at it."""

    ollama: str
    """`host:port`."""
    file: Path
    """The gateway's configuration."""
    environ: Mapping[str, str]

    def doctor(self, *options: str) -> float:
        """Seconds of CPU. Raises: Failed when it does not find that all is well."""
        command = [*AGWCTL, "doctor", "--quiet", "--ollama", self.ollama, *options]
        return run_costs(command, environ=self.environ).cpu

    def validate(self) -> float:
        """Seconds of CPU of the check of the same file."""
        return run_costs([*AGWCTL, "validate", "--quiet", str(self.file)], environ=self.environ).cpu


@contextmanager
def chain(folder: Path, **environ: str) -> Iterator[Chain]:
    """With variables of ours as far as they change nothing; `environ` comes on top."""
    kept = {name: value for name, value in environment().items() if not name.startswith(("AGWCTL_", "OLLAMA_"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its bytecode; so has what is measured
    with ollama(models=["llama3.2"]) as llm, running(GATEWAY, folder, int(llm.host.rpartition(":")[2])) as gateway:
        (file,) = folder.glob(f"*-{gateway.port}/{GATEWAY.config}")
        yield Chain(llm.host, file, kept | environ)


def beside_validate(chain: Chain, rounds: int) -> float:
    """How many checks of the configuration one run costs, when both are measured in turn.

    Whatever else makes this machine slow then is in both sums.
    """
    pairs = [(chain.doctor("-f", str(chain.file)), chain.validate()) for _ in range(rounds)]
    return sum(doctor for doctor, _ in pairs) / sum(validate for _, validate in pairs)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.doctor", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a second: shows that it runs, not how fast")
    is_short = parser.parse_args().short
    try:
        require_linux()
        with tempfile.TemporaryDirectory(prefix="agwctl-bench-") as folder:
            write(measured(Path(folder), FEW if is_short else ROUNDS), with_targets=not is_short)
    except Failed as error:
        raise SystemExit(f"bench: {error}") from error


def measured(folder: Path, rounds: int) -> Iterator[Row]:
    """The best of the rounds: what else runs on this machine makes the others longer."""
    with chain(folder) as healthy:
        alone, whole = (), ("-f", str(healthy.file))
        for options, what in (
            (alone, "doctor of an Ollama"),
            (whole, "doctor of a configuration, its gateway, an Ollama"),
        ):
            healthy.doctor(*options)  # its bytecode is written now
            yield Row(f"{what}, CPU", min(healthy.doctor(*options) for _ in range(rounds)), "s", LIMIT)


if __name__ == "__main__":
    main()
