"""Who listens, by the files of Linux and by what macOS and Windows print."""

from __future__ import annotations

import os
import socket
import time
from dataclasses import replace

import pytest

from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from agwctl.doctor.probes.sockets import read
from agwctl.doctor.system import Ran, this_system
from tests.doctor.probes.recorded import PASSWD, data, machine, process

FILES = {
    "/proc/net/tcp": data("tcp.txt"),
    "/proc/net/tcp6": data("tcp6.txt").replace("  1000  ", f"  {os.getuid()}  "),
    "/proc/stat": "cpu  1 2 3\nbtime 1764000000\nprocesses 9\n",
    "/etc/passwd": PASSWD,
}
DEEP = "3f1c5a0b9e77" + "0" * 52
OLLAMA = Process(
    812, "ollama", ("/usr/local/bin/ollama", "serve"), "ollama", {"OLLAMA_HOST": "127.0.0.1", "HOME": "/srv"},
    1764000005.0, "/usr/local/bin/ollama", parent=1,
)  # fmt: skip


def found(root, files=None):
    sockets = read(machine(root, FILES | (files or {})))
    assert isinstance(sockets, Sockets)
    return sockets


def add_ollama(root, executable="/usr/local/bin/ollama", **changes):
    process(root, 812, "/usr/local/bin/ollama serve", uid=998, executable=executable, **changes)


def test_addresses_and_ports(tmp_path):
    assert [(each.address, each.port) for each in found(tmp_path).listeners] == [
        ("127.0.0.1", 11434), ("127.0.0.53", 53), ("0.0.0.0", 22),
        ("::", 8080), ("::1", 11435), ("127.0.0.1", 11436), ("2001:db8::bfe", 443),
    ]  # fmt: skip


def test_the_owner_and_all_that_is_known_of_it(tmp_path):
    add_ollama(tmp_path, environment=OLLAMA.environment, sockets=[41001, 41777])
    sockets = found(tmp_path)
    assert sockets.on(11434) == (Listener("127.0.0.1", 11434, OLLAMA),)
    assert sockets.ollamas == (OLLAMA,)
    assert [each.process for each in sockets.on(22)] == [None]


def test_what_is_not_ours_to_read(tmp_path):
    """Of another user's program anybody sees the name, the command and since when it runs."""
    add_ollama(tmp_path, executable="")
    sockets = found(tmp_path)
    assert sockets.ollamas == (replace(OLLAMA, environment=None, executable=""),)
    assert sockets.on(11434)[0].process is None


def test_a_program_that_was_replaced_while_it_ran(tmp_path):
    add_ollama(tmp_path, executable="/usr/local/bin/ollama (deleted)")
    (ollama,) = found(tmp_path).ollamas
    assert (ollama.executable, ollama.is_deleted) == ("/usr/local/bin/ollama", True)


def test_an_environment_that_is_no_text(tmp_path):
    add_ollama(tmp_path, environment=b"OLLAMA_HOST=\xff\xfe\0\0novalue\0A=b=c\0" + b"X" * 100_000)
    (ollama,) = found(tmp_path).ollamas
    assert ollama.environment == {"OLLAMA_HOST": "\ufffd\ufffd", "A": "b=c"}


def test_variables_of_other_programs_are_not_read(tmp_path):
    process(tmp_path, 900, "/usr/bin/node server.js", environment={"API_KEY": "secret"}, sockets=[42001])
    (listener,) = found(tmp_path).on(8080)
    assert listener.process is not None
    assert (listener.process.name, listener.process.environment, listener.process.user) == ("node", None, "ada")


def test_a_port_of_another_user_is_not_looked_for_in_our_programs(tmp_path):
    """Hundreds of programs with thousands of files are not worth a name that cannot be found."""
    process(tmp_path, 900, "/usr/bin/node server.js", sockets=[42001])
    others = {
        "/proc/net/tcp": "",
        "/proc/net/tcp6": data("tcp6.txt").replace("  1000  ", "  4321  ").replace("     0 ", "  4322 "),
    }
    assert found(tmp_path, others).on(8080)[0].process is None


def test_runners_and_clients_are_ollamas_too(tmp_path):
    add_ollama(tmp_path)
    process(tmp_path, 820, "/usr/local/bin/ollama runner --port 1", parent=812)
    process(tmp_path, 830, "/usr/local/lib/ollama/llama-server --port 2", parent=812)
    process(tmp_path, 831, "/usr/local/lib/ollama/llama-server --port 3", parent=1)  # left over
    process(tmp_path, 832, "/opt/llama-server -m mine.gguf", parent=1)  # a person's own
    process(tmp_path, 833, "/usr/bin/ollama-like", parent=1)
    assert [each.pid for each in found(tmp_path).ollamas] == [812, 820, 830, 831]


def test_an_ollama_in_a_container(tmp_path):
    add_ollama(tmp_path, group=f"0::/system.slice/docker-{DEEP}.scope\n")
    assert [each.container for each in found(tmp_path).ollamas] == [DEEP]


def test_within_a_container_its_own_processes_are_in_none(tmp_path):
    group = f"5:memory:/docker/{DEEP}\n"
    add_ollama(tmp_path, group=group)
    assert [each.container for each in found(tmp_path, {"/proc/self/cgroup": group}).ollamas] == [""]


def test_ports_of_docker_are_known_without_being_root(tmp_path):
    command = (
        "/usr/bin/docker-proxy -proto tcp -host-ip :: -host-port 8080 -container-ip 172.17.0.2 -container-port 11434"
    )
    process(tmp_path, 700, command, uid=0)
    process(tmp_path, 701, "/usr/bin/docker-proxy -host-port", uid=0)
    (listener,) = found(tmp_path).on(8080)
    assert listener.process is not None
    assert (listener.process.pid, listener.process.user) == (700, "root")


SERVICE = os.getuid() or 998
"""The user of the service; who runs the tests as root gives processes to it, where root may."""


def of_service(root, *pids):
    for pid in pids if os.getuid() == 0 else ():
        try:
            os.chown(root / "proc" / str(pid), SERVICE, SERVICE)
        except PermissionError:
            pytest.skip("NOT TRIED with another user's processes: this root may not give files away (CAP_CHOWN)")
    table = data("tcp.txt").replace("  998  ", f"  {SERVICE}  ")
    return found(
        root, {"/proc/net/tcp": table, "/proc/net/tcp6": data("tcp6.txt").replace("  1000  ", f"  {SERVICE}  ")}
    )


def test_a_service_whose_user_runs_nothing_else_holds_its_ports(tmp_path):
    """Only root may look into its process, and few people are root."""
    add_ollama(tmp_path)
    process(tmp_path, 820, "/usr/local/lib/ollama/llama-server --model m --port 11436", parent=812)
    sockets = of_service(tmp_path, 812, 820)
    assert [(each.port, each.process and each.process.pid) for each in sockets.listeners] == [
        (11434, 812), (53, None), (22, None), (8080, 812), (11435, 812), (11436, 820), (443, None),
    ]  # fmt: skip


@pytest.mark.parametrize("other", ["/usr/bin/node server.js", "/usr/local/bin/ollama serve"])
def test_with_another_program_of_its_user_nobody_can_tell(tmp_path, other):
    add_ollama(tmp_path)
    process(tmp_path, 900, other)
    assert [each.process for each in of_service(tmp_path, 812, 900).on(11434)] == [None]


@pytest.mark.parametrize(
    "table",
    [
        "",
        "x",
        "sl\n 0: 0100007F:2CAA",
        "sl\n 0: ZZ:11 0:0 0A 0 0 0 0 0 1 1",
        "sl\n 0: 01:2CAA 0:0 0A a b c d e 1 f",
        "\0" * 5000,
    ],
)
def test_a_table_that_is_cut_off(tmp_path, table):
    assert found(tmp_path, {"/proc/net/tcp": table, "/proc/net/tcp6": table}).listeners == ()


@pytest.mark.parametrize("listen", [3, 27, 28, 300])
@pytest.mark.parametrize("others", [0, 1, 40, 2000])
def test_all_that_listen_are_found_beside_any_number_of_others(tmp_path, listen, others):
    head, line = data("tcp.txt").splitlines()[:2]
    fields = line.split()
    lines = [" ".join([*fields[:1], f"0100007F:{1000 + n:04X}", *fields[2:]]).ljust(149) for n in range(listen)]
    lines += [" ".join([*fields[:3], "01", *fields[4:]]).ljust(149)] * others
    table = "\n".join([head.ljust(149), *lines]) + "\n"
    sockets = found(tmp_path, {"/proc/net/tcp": table, "/proc/net/tcp6": ""})
    assert [each.port for each in sockets.listeners] == [*range(1000, 1000 + listen)]


@pytest.mark.parametrize("stat", ["", "12", "12 (ollama", "12 (ollama) S", "12 (ollama) S x" + " 0" * 30, "\0" * 100])
def test_a_process_that_ends_while_it_is_read(tmp_path, stat):
    (tmp_path / "proc" / "12").mkdir(parents=True)
    (tmp_path / "proc" / "12" / "stat").write_text(stat)
    assert found(tmp_path).ollamas == ()


def test_without_proc(tmp_path):
    assert isinstance(read(machine(tmp_path)), Unread)


def test_this_machine_and_our_own_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sockets = read(this_system(os.environ))
        assert isinstance(sockets, Sockets)
        (own,) = sockets.on(listening.getsockname()[1])
    assert own.address == "127.0.0.1"
    assert own.process is not None
    assert own.process.pid == os.getpid()
    assert own.process.started is not None
    assert 0 <= time.clock_gettime(time.CLOCK_REALTIME) - own.process.started < 86_400


MACOS = {
    "lsof -nP -iTCP -sTCP:LISTEN": data("lsof.macos.txt"),
    "ps -axww": data("ps.macos.txt"),
    "ps -Eww": data("ps_environment.macos.txt"),
}


def on_macos(root, **commands):
    return read(machine(root, {}, MACOS | commands, platform="darwin"))


def test_macos(tmp_path):
    sockets = on_macos(tmp_path)
    assert isinstance(sockets, Sockets)
    assert [(each.address, each.port, each.process and each.process.pid) for each in sockets.listeners] == [
        ("0.0.0.0", 49152, 512), ("::", 49152, 512), ("127.0.0.1", 11434, 812), ("::", 8080, 1044), ("::1", 9000, 1044),
    ]  # fmt: skip
    (ollama,) = sockets.of_ollama()
    assert ollama.process is not None and ollama.process.started is not None
    assert ollama.process.command == ("/Applications/Ollama.app/Contents/Resources/ollama", "serve")
    assert ollama.process.environment is not None
    assert ollama.process.environment["OLLAMA_HOST"] == "0.0.0.0:11434"
    assert [each.pid for each in sockets.ollamas] == [800, 812, 901]
    engine = sockets.on(8080)[0].process
    assert engine is not None
    assert (engine.name, engine.user, engine.command[1:]) == ("com.docker.backend", "ada", ("services",))


def test_macos_hides_variables_of_protected_programs(tmp_path):
    sockets = on_macos(tmp_path, **{"ps -Eww": "/Applications/Ollama.app/Contents/Resources/ollama serve\n"})
    assert isinstance(sockets, Sockets)
    assert [each.environment for each in sockets.ollamas] == [None, None, None]


@pytest.mark.parametrize("printed", [None, Ran(1, "", "lsof: no pwd entry")])
def test_lsof_that_does_not_answer(tmp_path, printed):
    assert isinstance(read(machine(tmp_path, {}, {"lsof": printed}, platform="darwin")), Unread)


@pytest.mark.parametrize(
    "printed", ["", "n", "pabc\nn*:1", "p1\nn*:x\nn:\nn1", "\0\ufffd\n" * 999, "p1\nn*:99999999999999"]
)
def test_lsof_that_prints_garbage(tmp_path, printed):
    commands = {"lsof": printed, "ps": printed}
    assert isinstance(read(machine(tmp_path, {}, commands, platform="darwin")), Sockets)


def test_windows(tmp_path):
    sockets = read(machine(tmp_path, {}, {"powershell": data("sockets.windows.json")}, platform="win32"))
    assert isinstance(sockets, Sockets)
    assert [(each.address, each.port) for each in sockets.of_ollama()] == [("127.0.0.1", 11434)]
    assert [each.name for each in sockets.ollamas] == ["ollama app.exe", "ollama.exe"]
    (ollama,) = sockets.on(11434)
    assert ollama.process is not None
    assert (ollama.process.command[1:], ollama.process.started) == (("serve",), 1763971301.0)
    assert sockets.on(135)[0].process is None


@pytest.mark.parametrize("printed", [None, "", "null", "[]", "{", "[" * 100_000, "not json"])
def test_powershell_that_tells_nothing(tmp_path, printed):
    assert isinstance(read(machine(tmp_path, {}, {"powershell": printed}, platform="win32")), Unread)


@pytest.mark.parametrize(
    "printed", ["{}", '{"listeners": 1, "processes": {}}', '{"listeners": [1, {"LocalPort": "x"}]}']
)
def test_powershell_that_tells_something_else(tmp_path, printed):
    assert read(machine(tmp_path, {}, {"powershell": printed}, platform="win32")) == Sockets()
