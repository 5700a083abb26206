"""Whether the service's user gets through to its folder of models."""

from __future__ import annotations

import os
import stat
from pathlib import PurePosixPath

from agwctl.doctor.facts.service import Service
from agwctl.doctor.probes.accounts import Account, account, groups_of
from agwctl.doctor.system import System

__all__ = ["first_closed"]

_HOMES = ("/home", "/root", "/run/user")
"""What systemd's ProtectHome hides."""


def first_closed(system: System, path: str, service: Service) -> str:
    """The first folder on the way to `path` that the service's user may not enter; empty when there is none.

    Access lists beyond the mode are believed to let it in.
    """
    if service.protect_home in ("yes", "tmpfs"):
        hidden = [home for home in _HOMES if path.startswith(f"{home}/")]
        if hidden:
            return hidden[0]
    user = account(system, service.user) if service.user else None
    if user is None or user.uid == 0:
        return ""
    groups = groups_of(system, user)
    above = reversed(PurePosixPath(path).parents)
    return next((str(folder) for folder in above if _is_closed(system, str(folder), user, groups)), "")


def _is_closed(system: System, folder: str, user: Account, groups: frozenset[int]) -> bool:
    place = system.path(folder)
    try:
        found = place.stat()
        if _has_access_list(str(place)):
            return False
    except OSError:
        return False  # it is not there, or this user sees no more of it than that
    if found.st_uid == user.uid:
        return not found.st_mode & stat.S_IXUSR
    return not found.st_mode & (stat.S_IXGRP if found.st_gid in groups else stat.S_IXOTH)


def _has_access_list(path: str) -> bool:
    listing = getattr(os, "listxattr", None)  # Linux only
    try:
        return listing is not None and "system.posix_acl_access" in listing(path)
    except OSError:
        return False
