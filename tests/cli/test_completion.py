from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from agwctl.cli.app import app_for
from agwctl.cli.command_tree import command_tree
from agwctl.cli.main import main
from agwctl.cli.shells import SHELLS, completion_script

KEPT = Path(__file__).parents[2] / "completions"


@pytest.mark.parametrize("shell", SHELLS)
def test_the_kept_scripts_are_current(shell: str, golden: Callable[[Path, str], None]) -> None:
    """Packagers install these files: `pytest --update-golden tests/cli` writes them anew."""
    golden(KEPT / SHELLS[shell], completion_script(shell, command_tree(app_for())))


@pytest.mark.parametrize("shell", SHELLS)
def test_the_verb_prints_the_kept_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    out, err = capsys.readouterr()
    assert out == (KEPT / SHELLS[shell]).read_text("utf-8")
    assert err == ""


def words_offered(shell: str, line: str, folder: Path) -> set[str]:
    """What the shell offers at the end of a line."""
    if not shutil.which(shell):
        pytest.skip(f"NOT TRIED in {shell}: it is not installed here")
    script = KEPT / SHELLS[shell]
    words = line.split(" ")
    typed = " ".join(f"'{word}'" for word in words)
    programs = {
        "bash": f"source {script}; COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; _agwctl; "
        "printf '%s\\n' \"${COMPREPLY[@]}\"",
        "fish": f"source {script}; complete -C '{line}'",
    }
    command = [shell, *(["--norc"] if shell == "bash" else ["--no-config"]), "-c", programs[shell]]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=20)
    assert done.stderr == ""
    return {offer.partition("\t")[0] for offer in done.stdout.splitlines() if offer}


CASES = [
    ("agwctl ser", {"serve"}),
    ("agwctl config ", {"show"}),
    ("agwctl serve --compat ", {"guide", "1.4"}),
    ("agwctl serve --compat 1", {"1.4"}),
    ("agwctl explain --for", {"--format"}),
    ("agwctl completion z", {"zsh"}),
    ("agwctl config show --format ", {"yaml", "json"}),
    ("agwctl serve --file g", {"gw.yaml"}),
    ("agwctl validate g", {"gw.yaml"}),
    ("agwctl serve --threads ", set()),
    ("agwctl schema ", set()),
]


@pytest.mark.parametrize("shell", ["bash", "fish"])
@pytest.mark.parametrize(("line", "offered"), CASES, ids=[line for line, _ in CASES])
def test_what_a_shell_offers(shell: str, line: str, offered: set[str], tmp_path: Path) -> None:
    (tmp_path / "gw.yaml").touch()
    assert words_offered(shell, line, tmp_path) == offered


def test_all_options_of_a_verb_are_offered_in_bash(tmp_path: Path) -> None:
    offered = words_offered("bash", "agwctl validate -", tmp_path)
    assert {"--format", "--fail-on", "--select", "--fix", "-h", "--help"} <= offered


def test_a_value_after_an_equals_sign_in_bash(tmp_path: Path) -> None:
    assert words_offered("bash", "agwctl serve --compat = g", tmp_path) == {"guide"}


def test_zsh_can_read_its_script() -> None:
    if not shutil.which("zsh"):
        pytest.skip("NOT TRIED in zsh: it is not installed here")
    program = f"autoload -Uz compinit; compinit -u -D; source {KEPT / SHELLS['zsh']}; print $_comps[agwctl]"
    done = subprocess.run(["zsh", "-f", "-c", program], capture_output=True, text=True, timeout=20)
    assert (done.stdout, done.stderr) == ("_agwctl\n", "")
