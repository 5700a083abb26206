"""Machines made of files and of what commands printed elsewhere: `machine(tmp_path, files, commands)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from agwctl.doctor.system import Ran, System

DATA = Path(__file__).parent / "data"
HOME = "/home/ada"

PASSWD = """root:x:0:0:root:/root:/bin/bash
ollama:x:998:998::/usr/share/ollama:/bin/false
ada:x:1000:1000:Ada,,,:/home/ada:/bin/bash
"""
GROUP = "root:x:0:\nollama:x:998:ada\nada:x:1000:\nmodels:x:2000:ollama,ada\n"


def data(name: str) -> str:
    return (DATA / name).read_text("utf-8")


def machine(
    root: Path,
    files: Mapping[str, str | bytes] | None = None,
    commands: Mapping[str, str | Ran | None] | None = None,
    **of_system: Any,
) -> System:
    """`files` by their absolute paths; `commands` by how their lines begin: others are not installed."""
    for path, content in (files or {}).items():
        place = root / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    return System(root=root, home=Path(HOME), run=answering(commands or {}), **of_system)


def answering(commands: Mapping[str, str | Ran | None]) -> Callable[[Sequence[str], float], Ran | None]:
    def run(command: Sequence[str], seconds: float) -> Ran | None:
        line = " ".join(command)
        found = next((printed for begin, printed in commands.items() if line.startswith(begin)), None)
        return Ran(0, found) if isinstance(found, str) else found

    return run


def process(
    root: Path,
    pid: int,
    command: str,
    *,
    name: str = "",
    uid: int = 1000,
    parent: int = 1,
    started: int = 500,
    resident: int = 1000,
    shared: int = 0,
    environment: Mapping[str, str] | bytes | None = None,
    executable: str = "",
    group: str = "0::/user.slice\n",
    sockets: Sequence[int] = (),
) -> None:
    """A folder of /proc; what is None or empty is not this user's to read."""
    folder = root / "proc" / str(pid)
    folder.mkdir(parents=True)
    name = name or command.split()[0].rpartition("/")[2]
    fields = f"S {parent} 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 {started} 1000000 {resident} 18446744073709551615"
    (folder / "stat").write_text(f"{pid} ({name[:15]}) {fields}\n")
    (folder / "statm").write_text(f"9000 {resident} {shared} 1 0 1 0\n")
    (folder / "status").write_text(f"Name:\t{name[:15]}\nPid:\t{pid}\nUid:\t{uid}\t{uid}\t{uid}\t{uid}\n")
    (folder / "cmdline").write_text("\0".join(command.split()) + "\0")
    (folder / "cgroup").write_text(group)
    if environment is not None:
        pairs = environment if isinstance(environment, bytes) else _block(environment)
        (folder / "environ").write_bytes(pairs)
    if executable:
        (folder / "exe").symlink_to(executable)
    if sockets:
        (folder / "fd").mkdir()
        (folder / "fd" / "0").symlink_to("/dev/null")
        for number, inode in enumerate(sockets, 3):
            (folder / "fd" / str(number)).symlink_to(f"socket:[{inode}]")


def _block(environment: Mapping[str, str]) -> bytes:
    return "".join(f"{name}={value}\0" for name, value in environment.items()).encode()
