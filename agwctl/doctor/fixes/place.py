"""Where a fix is to be done, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.shell import one_line, posix_word, powershell_word, word
from agwctl.doctor.install import Install, install_of

__all__ = ["Commands", "for_install", "titled", "word_there"]

Commands = tuple[str, ...]

_LIKE = {Install.WSL_WINDOWS: Install.WINDOWS_APP, Install.ELSEWHERE: Install.LINUX_SYSTEMD}
"""Whose commands hold there as well: of another machine's installation the most usual is taken."""


def for_install(facts: Facts, title: str, commands: Mapping[Install, Callable[[Facts], Commands] | Commands]) -> Fix:
    """The fix in the commands of this installation; without any for it, by hand."""
    install = install_of(facts)
    found = commands.get(install, commands.get(_LIKE.get(install, install), ()))
    return Fix(titled(facts, title), found(facts) if callable(found) else found, install.value)


def titled(facts: Facts, title: str) -> str:
    """The title, with the place where it is to be done when that is not this shell."""
    install = install_of(facts)
    if install is Install.ELSEWHERE:
        where = "behind the tunnel" if facts.server.is_here else one_line(facts.server.server.address.host)
        return f"on the machine {where}, if it runs Linux with systemd: {title}"
    return f"in PowerShell on the Windows side: {title}" if install is Install.WSL_WINDOWS else title


def word_there(facts: Facts, text: str) -> str:
    """The text as one word of the shell in which the commands of this installation are run."""
    there = {Install.ELSEWHERE: posix_word, Install.WSL_WINDOWS: powershell_word}.get(install_of(facts))
    return word(facts, text) if there is None else there(text)
