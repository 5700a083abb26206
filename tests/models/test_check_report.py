from __future__ import annotations

from agwctl.models.check_report import check_json, check_line
from agwctl.models.nearest import Near
from agwctl.models.verdict import Checked, State, Wanted
from tests.models.servers import here

MISSING = Checked(
    Wanted(here(11434), "openai/mistral", "m", "gw.yaml:4:9"),
    State.MISSING,
    ("not there (3 models there)", "nearest: mistral:latest"),
    "write mistral in the configuration",
    present=False,
    nearest=(Near("mistral:latest", "without the prefix openai/"),),
)
FINE = Checked(Wanted(here(11434), "m"), State.OK, present=True, capabilities=("completion", "tools"), fits="yes")


def test_one_line_each() -> None:
    assert check_line(FINE, 4) == "ok       m     127.0.0.1:11434: completion, tools"
    assert check_line(MISSING, 4) == (
        "missing  openai/mistral  127.0.0.1:11434 (gw.yaml:4:9): not there (3 models there); nearest: mistral:latest"
        " → write mistral in the configuration"
    )
    assert "\x1b" not in check_line(Checked(Wanted(here(1), "a\x1b[2J"), State.UNKNOWN), 4)


def test_for_machines() -> None:
    missing, fine = check_json([MISSING, FINE])["models"]
    assert (missing["present"], missing["nearest"], missing["where"]) == (False, ["mistral:latest"], "gw.yaml:4:9")
    assert (fine["present"], fine["capabilities"], fine["fits"], fine["reason"]) == (
        True,
        ["completion", "tools"],
        "yes",
        None,
    )
