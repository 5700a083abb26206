"""A machine of the failure lab: what is on it, what is run on it, and what comes of that.

What it is told (all of it may be left out):
  files      path → text, `null` removes it; paths without a leading slash lie in the working folder
  programs   name → script for a shell, for those that the doctor runs: systemctl, nvidia-smi, …
  network    lines for `ip -batch`; the machine is 192.168.1.20 on eth0, with nobody else in its LAN
  systemd    Ollama as a service: `environment`, `drop_ins` (name → text), `active` (false: it is stopped),
             `failed` (true: it does not come up), `journal`
  certificate  true: /lab/cert.pem and key.pem, for localhost
  servers    what runs, in this order: `ollama`, `peer` (see `peers.py`), `gateway` (arguments of `agwctl serve`)
  neighbour  `servers` and `network` of the machine 192.168.1.50 of the LAN
  environ    variables of the shell
  shell      commands that are run before the doctor
  user       who runs the doctor
  doctor     its arguments
  anew       true: it is started as any program is, instead of in a copy of a process that has loaded it
  mends      what is done one after the other, each followed by another run: `printed` (the commands of the first
             fix of the verdict are run as they are), or files, servers, environ (null removes), shell, doctor, `stop`
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import shlex
import signal
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.conformance.certificates import write_certificate
from tests.doctor.lab import peers
from tests.doctor.lab.processes import as_user, checked, daemon, named, script
from tests.doctor.lab.sandbox import ROOT

__all__ = ["Machine", "preload"]

HOME, BIN, OLLAMA = Path("/home/ada"), Path("/lab/bin"), Path("/usr/lib/ollama")
SHELL_PATH = f"{BIN}:/usr/sbin:/usr/bin:/sbin:/bin"
HOSTS = "127.0.0.1 localhost\n127.0.1.1 laptop\n::1 ip6-localhost ip6-loopback\n"
FILES = {
    "/etc/hosts": HOSTS,
    "/etc/nsswitch.conf": "hosts: files\npasswd: files\ngroup: files\n",
    "/etc/os-release": 'PRETTY_NAME="Ubuntu 24.04.1 LTS"\nID=ubuntu\n',
}
SYSTEMD = Path(__file__).with_name("systemd.py")
UNIT = "[Unit]\nDescription=Ollama Service\n\n[Service]\nExecStart=/usr/lib/ollama/ollama serve\nUser=ollama\n"
LAN = """
link set lo up
link add eth0 type veth peer name lan0
addr add 192.168.1.20/24 dev eth0
link set eth0 up
link set lan0 up
"""
_LAB_PATH = os.pathsep.join([str(ROOT), *(path for path in sys.path if path.endswith("site-packages"))])
SUDO = '#!/bin/sh\nwhile [ "${1#-}" != "$1" ]; do shift; done\nexec "$@"\n'
PROGRAM = f"""#!/bin/sh
export PYTHONHOME={sys.base_prefix} PYTHONPATH={_LAB_PATH}
case $1 in
serve) cd {OLLAMA} && exec ./ollama serve ;;
*) unset PYTHONHOME; exec {sys.executable} -m agwctl models "$@" ;;
esac
"""


def preload() -> None:
    """What each machine needs, once for all."""
    from agwctl.doctor.checks import CHECKS, check

    for id in CHECKS:
        check(id)
    parts = ("agwctl/doctor/probes/*.py", "agwctl/doctor/report/*.py", "agwctl/cli/doctor/*.py")
    paths = [path.relative_to(ROOT).with_suffix("") for part in parts for path in sorted(ROOT.glob(part))]
    further = ("agwctl.cli.app", "agwctl.lint.check", "agwctl.testing", "multiprocessing.pool")
    for name in (*(".".join(path.parts) for path in paths), *further):
        importlib.import_module(name)


class Machine:
    """One of them; it is made where it is to be, in namespaces of its own."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told
        self._environ = {"HOME": str(HOME), "SHELL": "/bin/bash", "USER": "ada", "LANG": "C.UTF-8", "PATH": str(BIN)}
        self._folder = HOME / "work"
        self._running: dict[str, int] = {}

    def play(self) -> dict[str, Any]:
        self._prepare()
        self._change(self._told)
        steps = [self._doctor(self._told["doctor"])]
        for mend in self._told.get("mends", ()):
            if mend.get("printed"):
                self._shell(_printed(steps[-1]["out"]))
            self._change(mend)
            steps.append(self._doctor(mend.get("doctor", self._told["doctor"])))
        return {"steps": steps}

    def _prepare(self) -> None:
        socket.sethostname("laptop")
        for prefix in (sys.base_prefix, sys.prefix, str(ROOT)):  # whoever runs the doctor needs what it consists of
            for folder in Path(prefix).parents:
                folder.chmod(folder.stat().st_mode | 0o555)
        for folder in (self._folder, BIN, OLLAMA, Path("/lab")):
            folder.mkdir(parents=True, exist_ok=True)
        self._ip(LAN)
        self._write(FILES)
        (OLLAMA / "serve").write_text("from tests.doctor.lab.peers import serve\n\nserve()\n")
        script(BIN / "sudo", SUDO)
        script(BIN / "ollama", PROGRAM)

    def _change(self, told: Mapping[str, Any]) -> None:
        self._ip(told.get("network", ""))
        self._write(told.get("files", {}))
        for name, text in told.get("programs", {}).items():
            script(BIN / name, text)
        if told.get("certificate"):
            write_certificate(Path("/lab"))
        if "systemd" in told:
            self._service(told["systemd"])
        for name in told.get("stop", ()):
            self._stop(name)
        if "neighbour" in told:
            self._neighbour(told["neighbour"])
        for server in told.get("servers", ()):
            self._start(server)
        for name, value in told.get("environ", {}).items():
            self._environ.pop(name, None)
            self._environ.update({} if value is None else {name: value})
        self._shell(told.get("shell", ""))

    def _write(self, files: Mapping[str, str | None]) -> None:
        for name, text in files.items():
            path = self._folder / name
            if text is None:
                path.unlink(missing_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def _ip(self, lines: str) -> None:
        if lines.strip():
            checked(["/usr/sbin/ip", "-batch", "-"], input=lines)

    def _start(self, server: Mapping[str, Any]) -> None:
        """As a process of its own, under the name that the program would have; returns when it listens."""
        kind = next(kind for kind in ("ollama", "peer", "gateway") if kind in server)
        if kind == "gateway":
            self._gateway(server)
            return
        pid = daemon(lambda: _serve(server, kind))
        self._running[server.get("name", kind)] = pid
        peers.wait_for(server.get("port", 11434), server.get("bind", "127.0.0.1"))

    def _gateway(self, server: Mapping[str, Any]) -> None:
        command = [sys.executable, "-m", "agwctl", "serve", *shlex.split(server["gateway"])]
        environ = {**self._environ, "PYTHONPATH": str(ROOT), **server.get("environ", {})}

        def run() -> None:
            log = os.open("/lab/gateway.log", os.O_WRONLY | os.O_CREAT)
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.chdir(self._folder)
            os.execve(sys.executable, command, environ)

        self._running[server.get("name", "gateway")] = daemon(run)
        peers.wait_for(server["port"], "127.0.0.1")

    def _service(self, told: Mapping[str, Any]) -> None:
        """The unit that Ollama's installer makes, with a `systemctl` that obeys it."""
        given = told.get("environment", {})
        lines = "".join(f'Environment="{name}={value}"\n' for name, value in given.items())
        folder = "/etc/systemd/system"
        self._write({
            "/run/systemd/system/ollama": "",
            f"{folder}/ollama.service": UNIT + lines,
            **{f"{folder}/ollama.service.d/{name}": text for name, text in told.get("drop_ins", {}).items()},
            "/lab/journal": told.get("journal", ""),
        })  # fmt: skip
        script(BIN / "systemctl", f'LAB_PATH={_LAB_PATH} exec {sys.executable} -IS {SYSTEMD} "$@"')
        script(BIN / "journalctl", "exec /bin/cat /lab/journal")
        if told.get("failed"):
            self._write({"/run/systemd/lab-fails": ""})
        if told.get("active", True):
            self._shell("systemctl start ollama")

    def _neighbour(self, told: Mapping[str, Any]) -> None:
        """Another machine at the end of the cable."""
        ready, go = os.pipe()

        def live() -> None:
            if ctypes.CDLL(None).unshare(0x40000000):
                os._exit(1)
            os.write(go, b".")
            while "lan0" not in (name for _, name in socket.if_nameindex()):
                time.sleep(0.001)
            self._ip("link set lo up\naddr add 192.168.1.50/24 dev lan0\nlink set lan0 up\n" + told.get("network", ""))
            for server in told["servers"]:
                self._start({"bind": "192.168.1.50", "process": "far", **server})
            signal.pause()

        pid = daemon(live)
        os.read(ready, 1)  # it is in a network of its own
        self._ip(f"link set lan0 netns {pid}\n")
        for server in told["servers"]:
            peers.wait_for(server.get("port", 11434), "192.168.1.50")

    def _stop(self, name: str) -> None:
        pid = self._running.pop(name)
        os.kill(pid, signal.SIGTERM)
        while os.path.exists(f"/proc/{pid}"):
            time.sleep(0.001)

    def _shell(self, commands: str) -> None:
        """Runs them as a person would, one shell for all; what they export stays."""
        if not commands.strip():
            return
        environ = {**self._environ, "PATH": SHELL_PATH}
        script = f"set -e\n{commands}\nenv -0 >/lab/environ\n"
        checked(["/bin/sh", "-c", script], env=environ, cwd=self._folder)
        pairs = Path("/lab/environ").read_bytes().decode().split("\0")
        now = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
        ours = {"PATH", "PWD", "OLDPWD", "SHLVL", "_"}
        self._environ = {**{name: now[name] for name in now if name not in ours}, "PATH": str(BIN)}

    def _doctor(self, arguments: str) -> dict[str, Any]:
        """The command, in a process of its own that has loaded it already."""
        out, err = Path("/lab/out"), Path("/lab/err")
        began = time.monotonic()
        child = os.fork()
        if not child:
            self._in_child(shlex.split(arguments), out, err)
        status = os.waitpid(child, 0)[1]
        code = os.waitstatus_to_exitcode(status)
        texts = {"out": out.read_text("utf-8", "replace"), "err": err.read_text("utf-8", "replace")}
        return {"code": code, "seconds": time.monotonic() - began, **texts}

    def _in_child(self, arguments: list[str], out: Path, err: Path) -> None:
        for descriptor, path in ((1, out), (2, err)):
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
            os.dup2(opened, descriptor)
        sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))
        os.chdir(self._folder)
        os.environ.clear()
        os.environ.update(self._environ)
        as_user(self._told.get("user"))
        words = ["doctor", "--format", "json", *arguments]
        if self._told.get("anew"):
            os.environ["PYTHONPATH"] = _LAB_PATH
            os.execv(sys.executable, [sys.executable, "-m", "agwctl", *words])
        from agwctl.cli.main import main

        code = main(words)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _serve(server: Mapping[str, Any], kind: str) -> None:
    named(server.get("process", "ollama" if kind == "ollama" else "node"))
    as_user(server.get("user"))
    peers.run(server)


def _printed(out: str) -> str:
    """The commands of the first fix of the verdict."""
    fixes = json.loads(out or '{"verdict": {"fixes": []}}')["verdict"]["fixes"]
    return "\n".join(fixes[0]["commands"]) if fixes else ""
