"""`agwctl models …` against records of the real `ollama` command: stdout, the last line of an error, the exit code.

The server of a case says what the real one said: the payload that is recorded with it, or the HTTP reply that was
recorded from the same store, or, where an error of the server was all that it said, the text of that error. The clock
stands at the recorded instant.
"""

from __future__ import annotations

import email.utils
import errno
import json
import re
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agwctl.cli.main import main
from agwctl.ollama.replies import nanoseconds
from tests.ollama.scripted import Request, reply, scripted

RECORDS = Path(__file__).parents[3] / "shared" / "data" / "ollama"

pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(not RECORDS.is_dir(), reason=f"NOT COMPARED with the ollama command: {RECORDS} is absent"),
]

VERBS = {"list", "ls", "ps", "show", "stop", "rm", "cp"}
SHOWN = "241-show-tiny"

NOT_COMPARED = {
    "the help texts are agwctl's own": "*/cli/020-* */cli/021-*",
    "an unknown option is a usage error of agwctl's, exit code 2": "*/cli/015-*",
    "the server's reply to that show was not recorded": "*/cli/219-* */cli/221-* */cli/222-* */cli/223-* */cli/225-* "
    "v0.33.0/cli/220-*",
    "the reply with its tensors was not recorded": "v0.33.0/cli/238-* v0.13.5/cli/239-*",
    "the server's reply to that ps was not recorded": "v0.33.0/env/051-* v0.13.5/inference/002-* "
    "v0.13.5/inference/016-*",
}
"""Reason → case patterns. Commands that are not in VERBS (run, create, push, pull) are no cases of this file."""


def left_out(case: Path) -> bool:
    name = Path(case.relative_to(RECORDS).with_suffix(""))
    return any(name.match(pattern) for patterns in NOT_COMPARED.values() for pattern in patterns.split())


def cases() -> Iterator[Path]:
    for case in sorted(RECORDS.glob("*/*/*.json")):
        argv = read(case).get("argv")
        if argv and len(argv) > 1 and argv[1] in VERBS and not left_out(case):
            yield case


def read(case: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(case.read_text(encoding="utf-8"))
    return record


def kinds(host_values: bool) -> list[Any]:
    found = [case for case in cases() if ("cli-host" in case.name or "nohost" in case.name) == host_values]
    return [pytest.param(case, id=case.relative_to(RECORDS).with_suffix("").as_posix()) for case in found]


@pytest.fixture
def at(monkeypatch) -> Callable[[int], None]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "OLLAMA_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return lambda instant: monkeypatch.setattr("time.time_ns", lambda: instant)


@pytest.mark.parametrize("case", kinds(False))
def test_same_output(case: Path, at, monkeypatch, capfdbinary) -> None:
    record = read(case)
    play = Play(case, record)
    at(play.now)
    if "down" in case.name:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{taken.getsockname()[1]}")
        code = main(["models", *record["argv"][1:]])
    else:
        with scripted(play.answer) as server:
            monkeypatch.setenv("OLLAMA_HOST", server.address.authority)
            code = main(["models", *record["argv"][1:]])
    out, err = (stream.decode() for stream in capfdbinary.readouterr())
    assert unordered(out) == unordered(record["stdout"].replace("store-0.33.0", play.store))
    wanted = wanted_lines(record)
    assert err.splitlines()[-1:] == wanted[-1:]
    assert set(wanted) <= set(err.splitlines())
    assert code == record["exit"]


@pytest.mark.parametrize("case", kinds(True))
def test_addresses_that_cannot_be_reached(case: Path, at, monkeypatch, capsys) -> None:
    """There was no network but this machine's own."""
    record = read(case)
    monkeypatch.setattr(socket, "create_connection", cut_off)
    monkeypatch.setenv("OLLAMA_HOST", record["env"]["OLLAMA_HOST"])
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert main(["models", *record["argv"][1:]]) == record["exit"]
    told = capsys.readouterr()
    assert told.out == record["stdout"]
    assert resolver(told.err.splitlines()[-1]) == resolver(record["stderr"].splitlines()[-1])
    assert ("invalid port" in told.err) == ("WARN invalid port" in record["stderr"])


def cut_off(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
    host = address[0]
    if host in ("localhost", "127.0.0.1", "::1"):
        raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
    if "%" in host:
        raise OSError(errno.EINVAL, "Invalid argument")
    if re.fullmatch(r"[\d.]+|.*:.*", host):
        raise OSError(errno.ENETUNREACH, "Network is unreachable")
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


def resolver(line: str) -> str:
    """Without what a resolver says, which differs between systems, and the details of a wrong IPv6 address."""
    line = re.sub(r"(lookup [\w.]+)( on |: ).*", r"\1", line)
    return re.sub(r"(invalid host: ParseAddr|Invalid IPv6 address).*", "INVALID", line)


UNORDERED = (
    r"(PARAMETER |    )?(num_predict|seed|stop|temperature) ",  # a map of Go's: another order each time
    r"api-made2?:latest ",  # of the same second
)


def unordered(text: str) -> list[str]:
    """Lines; those of an order that the real server does not keep either in one order."""
    lines = text.splitlines(keepends=True)
    for pattern in UNORDERED:
        places = [place for place, line in enumerate(lines) if re.match(pattern, line)]
        for place, line in zip(places, sorted(lines[place] for place in places), strict=True):
            lines[place] = line
    return lines


CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def wanted_lines(record: dict[str, Any]) -> list[str]:
    """The lines of an error; without 0.13's own words for a server that is down: agwctl says it as 0.33 does."""
    lines = CONTROL.sub("", record["stderr"]).replace("ollama server not responding - ", "").splitlines()
    return [line for line in lines if line.startswith(("Error: ", "Warning: "))]


class Play:
    """The server of a case, and the instant at which it was asked."""

    def __init__(self, case: Path, record: dict[str, Any]) -> None:
        self.record, self.folder, self.release = record, case.parent.name, case.parts[-3]
        self.number = int(case.stem.partition("-")[0])
        self.store, self.now = "store-0.33.0", 0
        self.sent = self.what_was_sent(case)

    def what_was_sent(self, case: Path) -> tuple[int, str]:
        """Status and body of the reply that decides, and the time."""
        verb, argv = self.record["argv"][1], self.record["argv"][2:]
        if self.folder == "vectors":
            if self.record["now"]:  # the command ran some moments after its payload was made
                self.now = nanoseconds(self.record["now"]) + 30 * 10**6
            sent = self.record["server_sent"]
            return (sent[0], sent[1]) if isinstance(sent, list) else (200, json.dumps(sent))
        if self.record["exit"]:
            return self.refusal(argv)
        if verb in ("list", "ls"):
            sent = self.reply_of(self.release, "http/213-tags-many" if self.number > 183 else "http/037-tags-empty")
            self.now = self.some_seconds_before(sent[1])
            return sent
        if verb == "ps":
            return self.loaded(case.stem)
        if verb == "show":
            return self.shown(argv)
        return 200, ""

    def some_seconds_before(self, body: str) -> int:
        """The listing was fetched after the commands; how long after is told by the ages that they print in seconds."""
        modified = {each["name"]: nanoseconds(each["modified_at"]) for each in json.loads(body)["models"]}
        ages = re.findall(r"^(\S+) .* (\d+) seconds? ago", self.record["stdout"], re.MULTILINE)
        return max((modified[name] + int(age) * 10**9 for name, age in ages), default=self.now)

    def refusal(self, argv: list[str]) -> tuple[int, str]:
        text = wanted_lines(self.record)[-1].removeprefix("Error: ")
        if found := re.match(r"couldn't find model \"(.*)\" to stop", text):
            text = f"model '{found[1]}:latest' not found"
        return (404 if "not found" in text else 400), json.dumps({"error": text})

    def loaded(self, stem: str) -> tuple[int, str]:
        if self.release == "v0.13.5":
            return (200, '{"models":[]}') if "249" not in stem else self.reply_of("v0.13.5", "http/250-ps-one")
        if stem.startswith("249") or "stopping" in stem:
            status, body = self.reply_of("v0.33.0", "failure/011-http-ps-stopping")
            if stem.startswith("249"):  # the row that was recorded later, looked at before its end
                self.now = nanoseconds(json.loads(body)["models"][0]["expires_at"]) - 299 * 10**9
            return status, body
        status, body = self.reply_of("v0.33.0", "http/335-ps-several")
        if "after-stop" not in stem:
            return status, body
        self.now += 20 * 10**9
        return status, json.dumps({"models": json.loads(body)["models"][1:]})  # gemma was stopped

    def shown(self, argv: list[str]) -> tuple[int, str]:
        """`tiny` is the same model in both releases; 0.33.0's own reply to this request was not recorded."""
        name = next(word for word in argv if not word.startswith("-"))
        if "all-minilm" in name:
            return self.reply_of("v0.33.0", "http/243-show-minilm")
        self.store = "store-0.13.5"
        return self.reply_of("v0.13.5", "http/244-show-tooly" if "tooly" in name else f"http/{SHOWN}")

    def reply_of(self, release: str, name: str) -> tuple[int, str]:
        response = read(RECORDS / release / f"{name}.json")["response"]
        head: str = response["head"]
        date = email.utils.parsedate_to_datetime(re.findall(r"Date: (.*)", head)[0].strip())
        self.now = round(date.timestamp()) * 10**9 + timedelta(seconds=1) // timedelta(microseconds=1) * 1000
        return int(head.split(" ")[1]), response["body"]

    def answer(self, request: Request) -> bytes:
        method, path, _ = request.line.split(" ")
        status, body = self.sent
        if method == "HEAD":
            return reply(self.record.get("head_status", 200))
        if path == "/api/show" and self.record["argv"][1] in ("stop", "rm", "cp") and status == 200:
            return reply(200, '{"details":{},"model_info":{}}')
        if path == "/api/generate":
            return reply(200, '{"model":"x","response":"","done":true,"done_reason":"unload"}')
        return reply(status, body)


def test_every_exception_is_needed() -> None:
    for reason, patterns in NOT_COMPARED.items():
        for pattern in patterns.split():
            assert list(RECORDS.glob(f"{pattern}.json")), f"{reason}: nothing is called {pattern}"
