"""Where results go."""

from __future__ import annotations

import io
import os

import pytest

from agwctl.cli.console import Console
from agwctl.cli.outputs import FORMATS, Output, check_no_input, outputs, tell
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Diagnostic
from agwctl.diagnostics.report import FileReport, Report
from agwctl.errors import InputError, UsageError
from agwctl.source.node import Source

SOURCE = Source("x.yaml", "bogus: 1\n")
FOUND = Diagnostic(codes.UNKNOWN_KEY, "unknown field", None, SOURCE, 0, "bogus", SOURCE.between(0, 5))
REPORT = Report((FileReport("x.yaml", "gateway", "checked", None, (FOUND,)),))


@pytest.mark.parametrize(
    ("wanted", "file", "found"),
    [
        ([], None, [Output("human", None)]),
        ([], "f", [Output("human", "f")]),
        (["json", "sarif=s"], None, [Output("json", None), Output("sarif", "s")]),
        (["json", "sarif=s"], "f", [Output("json", "f"), Output("sarif", "s")]),
    ],
)
def test_options(wanted, file, found):
    assert outputs(wanted, file) == found


@pytest.mark.parametrize(
    ("wanted", "file", "message"),
    [
        (["jsn"], None, "--format jsn: there is no format 'jsn'"),
        (["json="], None, "--format json=: the file's name is missing"),
        (["json", "sarif"], None, "json and sarif cannot share stdout"),
        (["json=a"], "b", "--output-file has nothing to hold"),
    ],
)
def test_options_that_make_no_sense(wanted, file, message):
    with pytest.raises(UsageError) as caught:
        outputs(wanted, file)
    assert caught.value.message.startswith(message)


def told(*wanted: Output, statistics: bool = False) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    tell(REPORT, list(wanted), Console(out, err, {}), statistics=statistics)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_can_be_written_anywhere(tmp_path, form):
    on_stdout, _ = told(Output(form, None))
    nothing, note = told(Output(form, str(tmp_path / "out")))
    assert (tmp_path / "out").read_text() == on_stdout
    assert (nothing, note) == ("", f"wrote {tmp_path / 'out'}\n")


def test_files_that_cannot_be_written(tmp_path):
    with pytest.raises(InputError, match="cannot write"):
        told(Output("json", str(tmp_path / "no" / "out")))


def test_statistics():
    assert told(Output("human", None), statistics=True)[0].startswith("1  AGW001  unknown-key")
    on_stdout, on_stderr = told(Output("json", None), statistics=True)
    assert on_stdout.startswith("{")
    assert on_stderr.startswith("1  AGW001  unknown-key")


def test_two_results_do_not_share_a_file(tmp_path):
    with pytest.raises(UsageError, match="json and sarif cannot share"):
        outputs([f"json={tmp_path}/x", f"sarif={tmp_path}/./x"], None)
    with pytest.raises(UsageError, match="json and human cannot share"):
        outputs([f"json={tmp_path}/x", "human"], f"{tmp_path}/x")
    assert outputs([f"json={os.devnull}", f"sarif={os.devnull}"], None)


def test_a_result_does_not_take_the_place_of_a_configuration(tmp_path):
    config, link = tmp_path / "gw.yaml", tmp_path / "link"
    config.write_text("{}")
    link.symlink_to(config)
    with pytest.raises(UsageError, match="would take the place of"):
        check_no_input([Output("json", str(link))], [str(config)])
    check_no_input([Output("json", None), Output("json", "-"), Output("json", os.devnull)], [str(config), "-"])
