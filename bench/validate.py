"""`python -m bench.validate`: what a check costs: of one small file, of one huge file, of a folder."""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bench.documents import gateway, with_mistakes, write_folder
from bench.peers import AGWCTL, PYTHON
from bench.process import Failed, require_linux, run_costs
from bench.rows import Row, write

VALIDATE = [*AGWCTL, "validate", "--format", "concise"]


class Size(NamedTuple):
    """How much is measured: rounds of the small file, routes of the huge one, files of the folder."""

    rounds: int
    routes: int
    files: int


FULL = Size(rounds=15, routes=10_000, files=1_000)
SHORT = Size(rounds=2, routes=500, files=50)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.validate", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a second: shows that it runs, not how fast")
    size = SHORT if parser.parse_args().short else FULL
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its bytecode; so has what is measured
    try:
        require_linux()
        with tempfile.TemporaryDirectory(prefix="agwctl-bench-") as folder:
            write(measured(Path(folder), size), with_targets=size is FULL)
    except Failed as error:
        raise SystemExit(f"bench: {error}") from error


def measured(folder: Path, size: Size) -> Iterator[Row]:
    """The figures in the order of the size of what is checked."""
    yield small_file(folder / "small.yaml", size.rounds)
    huge = folder / "huge.yaml"
    huge.write_text(gateway(size.routes), encoding="utf-8")
    costs = run_costs([*VALIDATE, str(huge)])
    what = f"validate {size.routes:,} routes ({huge.stat().st_size / 1e6:.1f} MB)"
    yield Row(f"{what}, CPU", costs.cpu, "s", 6)
    yield Row(f"{what}, memory", costs.mib, "MiB", 350)
    many = folder / "many"
    write_folder(many, size.files)
    yield Row(f"validate a folder of {size.files:,} files, CPU", run_costs([*VALIDATE, str(many)]).cpu, "s", None)


def small_file(path: Path, rounds: int) -> Row:
    """CPU beside an interpreter that imports typer, the median of the rounds' own ratios."""
    text = with_mistakes()
    path.write_text(text, encoding="utf-8")
    command = [*VALIDATE, str(path)]
    run_costs(command, status=1)  # its bytecode is written now
    ratios = [run_costs(command, status=1).cpu / run_costs([PYTHON, "-c", "import typer"]).cpu for _ in range(rounds)]
    label = f"validate {text.count(chr(10))} lines with 8 mistakes, CPU beside `import typer`"
    return Row(label, statistics.median(ratios), "x", 2.5)


if __name__ == "__main__":
    main()
