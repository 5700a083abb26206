"""Starting, restarting and stopping, on each kind of installation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.facts.service import Service
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from agwctl.doctor.fixes.service import WINDOWS_START, WINDOWS_STOP, restart, start, stop
from agwctl.doctor.install import Install
from tests.doctor.healthy import OLLAMA, TUNNEL, server
from tests.doctor.installations import BY_HAND, on

QUIT = "osascript -e 'quit app \"Ollama\"'"
END = "kill 812 && tail --pid=812 -f /dev/null"


@pytest.mark.parametrize(
    ("install", "starts", "restarts", "stops"),
    [
        (Install.LINUX_SYSTEMD, "sudo systemctl enable --now ollama", ["sudo systemctl restart ollama"],
         ["sudo systemctl stop ollama"]),
        (Install.LINUX_MANUAL, "ollama serve", [END, "OLLAMA_MODELS='/data/my models' ollama serve"], [END]),
        (Install.DOCKER, "docker start ollama", ["docker restart ollama"], ["docker stop ollama"]),
        (Install.MACOS_APP, "open -a Ollama", [QUIT, "open -a Ollama"], [QUIT]),
        (Install.MACOS_BREW, "brew services start ollama", ["brew services restart ollama"],
         ["brew services stop ollama"]),
        (Install.WINDOWS_APP, WINDOWS_START, [WINDOWS_STOP, WINDOWS_START], [WINDOWS_STOP]),
        (Install.WSL_WINDOWS, WINDOWS_START, [WINDOWS_STOP, WINDOWS_START], [WINDOWS_STOP]),
        (Install.ELSEWHERE, "sudo systemctl enable --now ollama", ["sudo systemctl restart ollama"],
         ["sudo systemctl stop ollama"]),
    ],
)  # fmt: skip
def test_each_kind_of_installation(install, starts, restarts, stops):
    facts = on(install)
    assert [fix(facts).platform for fix in (start, restart, stop)] == [install.value] * 3
    assert start(facts).commands == (starts,)
    assert restart(facts).commands == tuple(restarts)
    assert stop(facts).commands == tuple(stops)


@pytest.mark.parametrize(
    ("install", "title"),
    [
        (Install.LINUX_SYSTEMD, "start Ollama"),
        (Install.WSL_WINDOWS, "in PowerShell on the Windows side: start Ollama"),
        (Install.ELSEWHERE, "on the machine 192.168.1.50, if it runs Linux with systemd: start Ollama"),
    ],
)
def test_the_place_is_told_when_it_is_not_this_shell(install, title):
    assert start(on(install)).title == title


def test_another_unit():
    assert start(
        on(Install.LINUX_SYSTEMD, service=Service("systemd", "ollama-gpu.service", main_pid=812))
    ).commands == ("sudo systemctl enable --now ollama-gpu",)


def test_what_another_user_started_by_hand_is_started_as_that_user_by_its_path():
    process = replace(OLLAMA, user="llm", executable="/opt/ollama/bin/ollama")
    facts = on(Install.LINUX_MANUAL, sockets=Sockets((Listener("127.0.0.1", 11434, process),), (process,)))
    serve = "sudo -H -u llm OLLAMA_HOST=127.0.0.1:11434 /opt/ollama/bin/ollama serve"
    assert restart(facts).commands == (f"sudo {END}", serve)


def test_without_a_program_on_the_path_the_words_of_the_process_start_it_again():
    words = ("/opt/x/python", "-m", "player's", "serve")
    process = replace(BY_HAND, command=words, executable="/opt/x/python", environment={})
    facts = on(Install.LINUX_MANUAL, sockets=Sockets((Listener("127.0.0.1", 11434, process),), (process,)))
    assert restart(replace(facts, service=Service("none"))).commands[-1] == "/opt/x/python -m 'player'\"'\"'s' serve"
    assert restart(facts).commands[-1] == "ollama serve"


def test_one_that_is_not_ours_to_see_has_to_be_ended_first():
    facts = on(Install.LINUX_MANUAL, sockets=Sockets((Listener("127.0.0.1", 11434),)))
    assert restart(facts).commands == (
        "# end the Ollama that runs now, which is another user's; then:",
        "ollama serve",
    )


def test_only_what_holds_the_port_is_stopped():
    facts = on(Install.LINUX_MANUAL, sockets=Sockets((Listener("127.0.0.1", 11434),)))
    assert stop(facts).commands == ("sudo fuser -k -TERM 11434/tcp",)


def test_another_program_on_its_port_is_named():
    """It may be a tunnel of this user's as well as a server of its own kind."""
    player = Listener("127.0.0.1", 11500, Process(77, "agwctl", ("agwctl", "simulate")))
    facts = on(Install.LINUX_MANUAL, server("http://127.0.0.1:11500"), sockets=Sockets((player,)))
    assert restart(facts).commands == (
        "# port 11500 is held by agwctl (pid 77), which has to end first; then:",
        "OLLAMA_HOST=127.0.0.1:11500 ollama serve",
    )


def test_of_two_that_run_elsewhere_none_is_taken_for_this_one():
    two = Sockets((), (BY_HAND, replace(BY_HAND, pid=813)))
    assert restart(on(Install.LINUX_MANUAL, sockets=two)).commands == ("ollama serve",)


def test_a_process_in_a_container_is_its_engines():
    process = replace(BY_HAND, container="0123abcd")
    facts = on(Install.LINUX_MANUAL, sockets=Sockets((Listener("0.0.0.0", 11434, process),), (process,)))
    assert restart(facts).commands == ("docker restart ollama",)


def test_names_from_outside_are_no_shell_code():
    facts = on(Install.LINUX_SYSTEMD, service=Service("systemd", "x; rm -rf ~\n$(id)", main_pid=812))
    assert start(facts).commands == ("sudo systemctl enable --now 'x; rm -rf ~$(id)'",)


def test_behind_a_tunnel_the_service_is_not_that_of_this_machine():
    facts = on(Install.LINUX_SYSTEMD, service=Service("systemd", "ollama-gpu", main_pid=812), sockets=TUNNEL)
    fix = restart(facts)
    assert fix.title == "on the machine behind the tunnel, if it runs Linux with systemd: restart Ollama"
    assert fix.commands == ("sudo systemctl restart ollama",)
