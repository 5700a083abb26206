"""As much of `systemctl` as a unit of Ollama needs: it reads the unit's files, starts the server by them, and shows it.

The state that systemd keeps in its memory is a file: what was loaded at the last daemon-reload, and the process.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

UNIT = Path("/etc/systemd/system/ollama.service")
DROP_INS = Path("/etc/systemd/system/ollama.service.d")
STATE = Path("/run/systemd/lab.json")
FAILS = Path("/run/systemd/lab-fails")
"""While it is there the server does not come up."""
PROGRAM = "/usr/lib/ollama/ollama"
START = ("start", "restart", "stop", "enable", "disable", "daemon-reload")


def main(words: list[str]) -> int:
    if not UNIT.exists():
        sys.stdout.write("LoadState=not-found\nActiveState=inactive\n")
        return 0
    state = json.loads(STATE.read_text()) if STATE.exists() else loaded()
    plain = [word for word in words if not word.startswith("-")]
    if plain[0] == "show":
        wanted = words[words.index("-p") + 1].split(",")
        sys.stdout.write("".join(f"{name}={value}\n" for name, value in shown(state).items() if name in wanted))
        return 0
    if plain[0] == "is-active":
        sys.stdout.write(state["active"] if plain[1:] == ["ollama"] else "inactive")
        return 0 if state["active"] == "active" and plain[1:] == ["ollama"] else 3
    if plain[0] not in START:
        sys.exit(f"the lab's systemctl has no {plain[0]}")
    STATE.write_text(json.dumps(changed(state, plain[0], "--now" in words)))
    return 0


def changed(state: dict, verb: str, now: bool) -> dict:
    if verb == "daemon-reload":
        return {**loaded(), **{key: state[key] for key in ("active", "sub", "result", "pid", "enabled")}}
    if verb in ("enable", "disable"):
        state["enabled"] = verb == "enable"
    if verb in ("restart", "stop") or (verb == "disable" and now):
        ended(state["pid"])
        state |= {"active": "inactive", "sub": "dead", "pid": 0}
    if verb in ("restart", "start") or (verb == "enable" and now):
        state |= started(state)
    return state


def loaded() -> dict:
    """What systemd knows once it has read the files."""
    return {
        "environment": dict(pairs()), "files": files(), "active": "inactive", "sub": "dead", "result": "success",
        "pid": 0, "enabled": True,
    }  # fmt: skip


def files() -> dict[str, float]:
    return {str(path): path.stat().st_mtime_ns for path in [UNIT, *sorted(DROP_INS.glob("*.conf"))]}


def pairs() -> Iterator[tuple[str, str]]:
    """The variables; what systemd cannot read, it ignores."""
    for path in files():
        section = ""
        for line in Path(path).read_text().splitlines():
            line = line.strip()
            section = line if line.startswith("[") else section
            name, _, value = line.partition("=")
            if section == "[Service]" and name == "Environment":
                for word in shlex.split(value):
                    if re.match(r"[A-Za-z_][A-Za-z0-9_]*=", word):
                        variable, _, text = word.partition("=")
                        yield variable, text


def started(state: dict) -> dict:
    if FAILS.exists():
        return {"active": "failed", "sub": "failed", "result": "exit-code", "pid": 0}
    python = {"PYTHONHOME": sys.base_prefix, "PYTHONPATH": os.environ.get("LAB_PATH", "")}
    environ = {"PATH": "/usr/bin:/bin", **python, **state["environment"]}
    done = subprocess.run(
        [PROGRAM, "serve"], env=environ, cwd="/usr/lib/ollama", stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        return {"active": "failed", "sub": "failed", "result": "exit-code", "pid": 0}
    return {"active": "active", "sub": "running", "result": "success", "pid": int(done.stdout)}


def ended(pid: int) -> None:
    if pid:
        os.kill(pid, signal.SIGTERM)
        while os.path.exists(f"/proc/{pid}"):
            time.sleep(0.001)


def shown(state: dict) -> dict[str, str]:
    now = files()
    return {
        "LoadState": "loaded",
        "ActiveState": state["active"],
        "SubState": state["sub"],
        "Result": state["result"],
        "User": "ollama",
        "Environment": " ".join(f"{name}={value}" for name, value in state["environment"].items()),
        "EnvironmentFiles": "",
        "ExecStart": f"{{ path={PROGRAM} ; argv[]={PROGRAM} serve ; ignore_errors=no }}",
        "FragmentPath": str(UNIT),
        "DropInPaths": " ".join(path for path in now if path != str(UNIT)),
        "NeedDaemonReload": "yes" if now != state["files"] else "no",
        "UnitFileState": "enabled" if state["enabled"] else "disabled",
        "MainPID": str(state["pid"]),
        "ProtectHome": "no",
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
