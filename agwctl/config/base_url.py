"""`params.baseUrl` of a model: where an upstream is and under which path."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["BaseUrl"]

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_AUTHORITY = re.compile(
    r"(?P<user>[^@/?#]*@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:/?#@\[\]<>\\^|%]*)(?::(?P<port>[0-9]{,20}))?"
)
_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}


class BaseUrl(NamedTuple):
    """A base URL; `path` has no `/` at its end."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_tls(self) -> bool:
        return self.scheme == "https"

    @classmethod
    def parse(cls, text: str, model: str) -> BaseUrl:
        """Reads the base URL of a model.

        Raises: ValueError with agentgateway's own text.
        """
        match = _SCHEME.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"invalid params.baseUrl for model {model}")
        scheme, rest = match[1].lower(), match[2]
        if scheme in _DEFAULT_PORTS:
            rest = "//" + rest.replace("\\", "/").lstrip("/")
        if not rest.startswith("//"):
            raise ValueError(_extra(model) if "?" in rest or "#" in rest else _no_port(model))
        authority = _AUTHORITY.match(rest, 2)
        assert authority is not None  # every part of it may be empty
        path = rest[authority.end() :]
        port = authority["port"] or _DEFAULT_PORTS.get(scheme)
        if not authority["host"] or (path and path[0] not in "/?#") or int(port or 0) > 65535:
            raise ValueError(f"invalid params.baseUrl for model {model}")
        if authority["user"] or "?" in path or "#" in path:
            raise ValueError(_extra(model))
        if port is None:
            raise ValueError(_no_port(model))
        return cls(scheme, authority["host"].strip("[]").lower(), int(port), path.rstrip("/"))


def _extra(model: str) -> str:
    return f"params.baseUrl for model {model} cannot include user info, query parameters, or a fragment"


def _no_port(model: str) -> str:
    return f"params.baseUrl for model {model} must use http or https, or include an explicit port"
