"""`agwctl validate` from the outside: streams, exit codes, formats."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from agwctl.cli.main import main
from agwctl.cli.outputs import FORMATS

GOOD = "config: {}\n"
BAD = "binds:\n- port: 3000\n  listners: []\n"


def summary(told: str) -> str:
    """What stderr says, without the time that it took."""
    return re.sub(r" \[\d+(\.\d)? m?s\]\n", "\n", told)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AGWCTL_FILE", raising=False)
    for variable in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "bad.yaml").write_text(BAD)
    return tmp_path


def test_a_good_file_says_so(folder, capsys):
    assert main(["validate", "good.yaml"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert summary(told.err) == "good.yaml: no problems\n"


def test_a_bad_file_shows_where(folder, capsys):
    assert main(["validate", "bad.yaml"]) == 1
    told = capsys.readouterr()
    assert told.out == (
        "bad.yaml:3:3: error: unknown field `listners` [AGW001 unknown-key]\n"
        "  |\n"
        "3 |   listners: []\n"
        "  |   ^^^^^^^^\n"
        "  = at binds[0].listners\n"
        "  = did you mean 'listeners'?\n"
        "  = fix: rename to 'listeners'\n"
        "3 |   listeners: []\n"
    )
    assert summary(told.err) == "bad.yaml: 1 error (1 fixable with --fix)\n"


def test_quiet_leaves_the_result(folder, capsys):
    assert main(["validate", "-q", "good.yaml", "bad.yaml"]) == 1
    told = capsys.readouterr()
    assert told.out.startswith("bad.yaml:3:3: error:")
    assert told.err == ""


def test_what_is_not_served_is_told_and_is_no_error(folder, capsys):
    (folder / "later.yaml").write_text("mcp: {targets: []}\n")
    assert main(["validate", "later.yaml"]) == 0
    told = capsys.readouterr()
    assert "later.yaml:1:1: info: this build of agwctl does not run `mcp` [AGW020 not-served]" in told.out
    assert summary(told.err) == "later.yaml: 1 note; valid, but `agwctl serve` does not run mcp yet\n"


@pytest.mark.parametrize("form", ["human", "concise", "json", "github", "sarif", "junit"])
@pytest.mark.parametrize(
    ("files", "code"), [(["good.yaml"], 0), (["bad.yaml"], 1), (["gone.yaml", "bad.yaml"], 3), (["."], 1)]
)
def test_the_exit_code_does_not_depend_on_the_format(folder, capsys, files, code, form):
    assert main(["validate", *files, "--format", form]) == code


def test_json(folder, capsys):
    assert main(["validate", "bad.yaml", "gone.yaml", "--format", "json"]) == 3
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert next(iter(document)) == "schemaVersion"
    assert [(file["path"], file["kind"], file["status"]) for file in document["files"]] == [
        ("bad.yaml", "gateway", "checked"),
        ("gone.yaml", "unknown", "unreadable"),
    ]
    (found,) = document["diagnostics"]
    assert (found["code"], found["pointer"]) == ("AGW001", "binds[0].listners")
    assert found["range"] == {"start": {"line": 3, "column": 3}, "end": {"line": 3, "column": 11}}
    assert found["fix"]["edits"][0]["text"] == "listeners"
    assert document["summary"] == {"errors": 1, "warnings": 0, "infos": 0, "checked": 1, "skipped": 0}
    assert "failed to open file `gone.yaml`: No such file or directory" in told.err


def test_a_folder_is_searched_and_other_files_are_counted(folder, capsys):
    (folder / "k8s.yaml").write_text("apiVersion: v1\nkind: Secret\n")
    (folder / "ci.yml").write_text("jobs: {}\n")
    assert main(["validate", ".", "--format", "json"]) == 1
    files = json.loads(capsys.readouterr().out)["files"]
    assert [(file["path"], file["kind"], file["status"]) for file in files] == [
        ("bad.yaml", "gateway", "checked"),
        ("ci.yml", "unknown", "skipped"),
        ("good.yaml", "gateway", "checked"),
        ("k8s.yaml", "kubernetes", "skipped"),
    ]
    main(["validate", "."])
    assert summary(capsys.readouterr().err) == (
        "2 files: 1 error (1 fixable with --fix); 2 files skipped "
        "(it holds no key of a gateway configuration; no Kubernetes object of a kind that is checked: Secret)\n"
    )


def test_stdin(folder, capsys, monkeypatch):
    class Stdin:
        buffer = io.BytesIO(BAD.encode())

    monkeypatch.setattr(sys, "stdin", Stdin)
    assert main(["validate", "-", "--stdin-filename", "piped.yaml"]) == 1
    assert capsys.readouterr().out.startswith("piped.yaml:3:3: error:")


def test_values_for_variables(folder, capsys):
    (folder / "env.yaml").write_text("binds: [{port: $A_PORT_OF_MINE, listeners: []}]\n")
    assert main(["validate", "env.yaml"]) == 1
    assert "error looking key 'A_PORT_OF_MINE' up" in capsys.readouterr().out
    assert main(["validate", "env.yaml", "--env", "A_PORT_OF_MINE=3000"]) == 0
    assert main(["validate", "env.yaml", "--env", "A_PORT_OF_MINE"]) == 2
    assert "'A_PORT_OF_MINE' is not NAME=VALUE" in capsys.readouterr().err


def test_without_a_path_it_takes_the_file_that_serve_would(folder, capsys, monkeypatch):
    assert main(["validate"]) == 3
    assert "agentgateway.yaml" in capsys.readouterr().err
    (folder / "config.yaml").write_text(GOOD)
    (folder / "agentgateway.yml").write_text(BAD)
    assert main(["validate"]) == 1
    assert summary(capsys.readouterr().err) == "agentgateway.yml: 1 error (1 fixable with --fix)\n"
    monkeypatch.setenv("AGWCTL_FILE", "good.yaml")
    assert main(["validate"]) == 0
    assert summary(capsys.readouterr().err) == "good.yaml: no problems\n"


WARNED = "llm: {port: 4000, models: [{name: '*', provider: ollama}]}\n"


def test_the_summary_has_the_time(folder, capsys):
    main(["validate", "good.yaml"])
    assert re.fullmatch(r"good.yaml: no problems \[\d+ ms\]\n", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 0),
        (["--fail-on", "info"], 1),
        (["--fail-on", "warning"], 0),
        (["--fail-on", "info", "--ignore", "AGW502,AGW4"], 0),
        (["--fail-on", "info", "--ignore", "ALL"], 0),
        (["--fail-on", "info", "--select", "AGW503,AGW7"], 0),
        (["--fail-on", "info", "--select", "AGW4", "--select", "open-port"], 1),
        (["--select", "AGW999"], 2),
        (["--ignore", "open-prot"], 2),
        (["--fail-on", "never"], 2),
    ],
)
def test_what_counts(folder, capsys, options, code):
    (folder / "open.yaml").write_text(WARNED)
    assert main(["validate", "open.yaml", *options]) == code


def test_a_selector_that_is_none_is_told(folder, capsys):
    assert main(["validate", "good.yaml", "--ignore", "open-prot"]) == 2
    assert capsys.readouterr().err == "error: there is no rule 'open-prot'\nhint: did you mean 'open-port'?\n"


def test_settings_of_the_project(folder, capsys, monkeypatch):
    (folder / "open.yaml").write_text(WARNED)
    (folder / ".agwctl.yaml").write_text("fail-on: info\n")
    assert main(["validate", "open.yaml"]) == 1
    assert main(["validate", "open.yaml", "--fail-on", "error"]) == 0
    monkeypatch.setenv("AGWCTL_FAIL_ON", "warning")
    assert main(["validate", "open.yaml"]) == 0
    assert main(["validate", "open.yaml", "--fail-on", "info"]) == 1


def test_several_formats_at_once(folder, capsys):
    assert main(["validate", "bad.yaml", "--format", "concise", "--format", "json=out.json"]) == 1
    told = capsys.readouterr()
    assert told.out == "bad.yaml:3:3: error AGW001 unknown-key unknown field `listners`\n"
    assert "wrote out.json\n" in told.err
    assert json.loads((folder / "out.json").read_text())["summary"]["errors"] == 1


def test_unknown_keys_may_be_allowed(folder, capsys):
    assert main(["validate", "bad.yaml", "--allow-unknown"]) == 0
    assert "bad.yaml:3:3: warning: unknown field" in capsys.readouterr().out


def test_what_was_skipped_counts_when_it_is_strict(folder, capsys):
    (folder / "k8s.yaml").write_text("apiVersion: v1\nkind: Secret\n")
    assert main(["validate", "k8s.yaml"]) == 0
    assert main(["validate", "k8s.yaml", "--strict"]) == 4
    assert main(["validate", "k8s.yaml", "bad.yaml", "--strict"]) == 1


BACKEND = """apiVersion: agentgateway.dev/v1alpha1
kind: AgentgatewayBackend
metadata: {name: ollama}
spec: {ai: {provider: {openai: {}, host: ollama, port: 11434}}, policies: {tls: {}}}
"""
ROUTE = """apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ollama}
spec:
  rules:
  - matches: [{path: {value: /ollama}}]
    backendRefs: [{group: agentgateway.dev, kind: AgentgatewayBackend, name: ollama}]
"""


def test_manifests_of_several_files(folder, capsys):
    manifests = folder / "k8s"
    manifests.mkdir()
    (manifests / "backend.yaml").write_text(BACKEND)
    (manifests / "route.yaml").write_text(ROUTE)
    (manifests / "broken.yaml").write_bytes(b"apiVersion: \xff")
    assert main(["validate", "k8s/route.yaml"]) == 0
    capsys.readouterr()
    assert main(["validate", "k8s/backend.yaml", "k8s/route.yaml"]) == 1
    told = capsys.readouterr()
    assert "k8s/route.yaml:6:30: error: a request to /ollama/v1/chat/completions reaches" in told.out
    assert "sends it on to here with its path: k8s/backend.yaml, line 4, column 42" in told.out
    assert summary(told.err) == "2 files: 1 error; not checked: spec.policies.tls of AgentgatewayBackend ollama\n"
    assert main(["validate", "k8s", "--format", "json"]) == 3
    (found,) = json.loads(capsys.readouterr().out)["diagnostics"]
    assert (found["path"], found["related"][0]["path"]) == ("k8s/route.yaml", "k8s/backend.yaml")
    assert main(["validate", "k8s/backend.yaml", "--strict"]) == 4


def test_a_rule_that_fails_makes_the_check_incomplete(folder, capsys, monkeypatch):
    from agwctl.lint.rules import open_port

    def fails(ctx):
        raise ValueError("no")
        yield

    monkeypatch.setattr(open_port, "check", fails)
    assert main(["validate", "good.yaml"]) == 4
    assert (
        "the rule open-port (AGW502) failed here with ValueError: no [AGW791 rule-crashed]" in capsys.readouterr().out
    )
    assert main(["validate", "good.yaml", "bad.yaml"]) == 1
    assert main(["validate", "good.yaml", "--ignore", "AGW502"]) == 0


def test_fix(folder, capsys):
    assert main(["validate", "bad.yaml", "--diff"]) == 1
    told = capsys.readouterr()
    assert "-  listners: []\n+  listeners: []\n" in told.out
    assert (folder / "bad.yaml").read_text() == BAD
    assert main(["validate", "bad.yaml", "--fix", "--ignore", "ALL"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("fixed bad.yaml: AGW001 rename to 'listeners'\nfixed 1 in 1 file\n")
    assert (folder / "bad.yaml").read_text() == BAD.replace("listners", "listeners")
    assert main(["validate", "bad.yaml", "--diff"]) == 0
    assert capsys.readouterr().out == ""


def test_fix_of_stdin(folder, monkeypatch, capfdbinary):
    class Stdin:
        buffer = io.BytesIO(BAD.replace("\n", "\r\n").encode())

    monkeypatch.setattr(sys, "stdin", Stdin)
    assert main(["validate", "-", "--fix", "--ignore", "ALL"]) == 0
    assert capfdbinary.readouterr().out == BAD.replace("listners", "listeners").replace("\n", "\r\n").encode()


def test_lists(folder, capsys):
    assert main(["validate", "--list-rules"]) == 0
    assert "AGW502  open-port " in capsys.readouterr().out
    assert main(["validate", "--list-not-served", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["schemaVersion"] == 1


def test_many_files(folder, capsys):
    for number in range(300):
        (folder / f"gw{number}.yaml").write_text(BAD)
    assert main(["validate", ".", "--format", "concise"]) == 1
    assert len(capsys.readouterr().out.splitlines()) >= 301


def test_it_starts_without_what_it_does_not_need(folder):
    """A small file stays instant: none of the libraries of `serve` is loaded."""
    heavy = ["h11", "httpx", "rich", "pydantic", "prometheus_client", "asyncio", "ssl", "logging"]
    heavy += ["tomllib", "tempfile", "cel", "common_expression_language"]
    script = (
        "import sys; from agwctl.cli.main import main; code = main(['validate', 'good.yaml']);"
        f"print(code, [name for name in {heavy!r} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=folder)
    assert result.stdout == "0 []\n"


def test_the_release_s_own_words_are_told(tmp_path, capsys):
    """With --compat 1.4 a line can be searched for in agentgateway's log."""
    (tmp_path / "gw.yaml").write_text("config: {enableIpv6: 5}", encoding="utf-8")
    assert main(["validate", str(tmp_path / "gw.yaml"), "--compat", "1.4"]) == 1
    expected = "invalid config: config.enableIpv6: invalid type: integer `5`, expected a boolean"
    assert f"agentgateway 1.4 would say: {expected}" in capsys.readouterr().err
    assert main(["validate", str(tmp_path / "gw.yaml")]) == 1
    assert "would say" not in capsys.readouterr().err
    (tmp_path / ".agwctl.yaml").write_text("compat: 1.4", encoding="utf-8")
    assert main(["validate", str(tmp_path / "gw.yaml")]) == 1
    assert "would say" in capsys.readouterr().err


HOSTILE = "a\n::error::x\x1b[31m.yaml"
CONTROLS = r"""
"k\n::error::x\e[31m": 1
binds:
- port: "3000"
  listeners: [{name: "\n::error::x\e[1m", routes: [{name: "\n::error::x\e[1m", backends: []}]}]
"""


@pytest.mark.parametrize("options", [[f"--format={name}"] for name in FORMATS] + [["--diff"], ["--paths"], ["--fix"]])
@pytest.mark.parametrize("text", [CONTROLS, CONTROLS.replace('"k', "# ").replace('"3000"', "3000"), "\udce9"])
def test_no_name_and_no_text_steers_the_terminal_or_the_workflow(options, text, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path(HOSTILE).write_text(text, encoding="utf-8", errors="surrogateescape")
    main(["validate", HOSTILE, "gone\n::error::\x1b[1m", "--compat", "1.4", *options])
    main(["config", "show", "-f", HOSTILE])
    told = "".join(capsys.readouterr())
    assert "\x1b" not in told
    commands = [line for line in told.splitlines() if line.startswith("::")]
    assert all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in commands)
    assert not commands or options == ["--format=github"]


@pytest.mark.skipif(sys.platform == "win32", reason="no pipe that breaks")
@pytest.mark.parametrize(("name", "code"), [("good.yaml", 0), ("bad.yaml", 1)])
def test_a_reader_that_leaves_changes_no_exit_code(folder, name, code):
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as pipe:
        command = [sys.executable, "-m", "agwctl", "validate", name, "--format", "json"]
        process = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, timeout=20, cwd=folder)
    assert process.returncode == code
    assert b"Error" not in process.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is full")
def test_a_full_disk_is_no_bug(folder):
    command = [sys.executable, "-m", "agwctl", "validate", "bad.yaml"]
    with open("/dev/full", "w") as full:
        process = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=20, cwd=folder)
    assert process.returncode == 3
    assert process.stderr.startswith(b"error: cannot write the result: No space left on device")
