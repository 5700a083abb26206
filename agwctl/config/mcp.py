"""MCP: backends that speak it, and the section `mcp`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from agwctl.config.auth import TargetPolicies
from agwctl.config.decoding import Decoding
from agwctl.config.key_set import Document, Source
from agwctl.config.model import Model, OneOf
from agwctl.config.policy import RoutePolicies
from agwctl.config.types import Checked, Port, StringOrList
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding
from agwctl.source.node import Node


def check_readable(value: str | Source, node: Node, to: Decoding) -> None:
    """Reports a description whose file cannot be read."""
    if isinstance(value, str) or value.file is None:
        return
    try:
        to.read_file(value.file)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        message = f"failed to open file `{value.file}`: {reason}"
        to.report(
            codes.UNREADABLE_FILE, value.node("file"), message, "a relative path begins where the program was started"
        )


class McpServer(OneOf):
    """Where an MCP server is: a URL, a host with port and path, or a backend."""

    beside: ClassVar[tuple[str, ...]] = ("port", "path")

    host: str | None = None
    """The URL, or the host when `port` and `path` are given."""
    port: Port | None = None
    """The port, beside a host."""
    path: str | None = None
    """The path, beside a host with its port or a backend."""
    backend: str | None = None
    """`/NAME` of an entry of the top-level `backends`."""

    def mistakes(self) -> Iterator[Finding]:
        """Reports half an address."""
        is_half = self.host is not None and (self.port is None) != (self.path is None)
        if is_half or (self.backend is not None and self.port is not None):
            message = "if port or path is set, both must be set along with host"
            yield Finding(codes.MISSING_KEY, self.node(), message, "or write host: http://HOST:PORT/PATH")


class McpCommand(Model):
    """An MCP server that is started as a process."""

    cmd: str
    """The program."""
    args: list[str] = []
    """Its arguments."""
    env: dict[str, str] = {}
    """Environment variables for it."""
    clear_env: bool = False
    """Whether it sees none of the gateway's own variables."""


class OpenApi(McpServer):
    """An HTTP API whose operations become tools."""

    beside: ClassVar[tuple[str, ...]] = ("port", "path", "schema")

    schema: Annotated[Document, Checked(check_readable)]
    """The API's description."""


class McpTarget(OneOf):
    """One MCP server."""

    beside = ("name", "policies")
    flattened = "LocalMcpTargetSpec"

    name: str
    """Its name; with several servers the tools' names begin with it."""
    policies: TargetPolicies | None = None
    """How it is connected to."""
    sse: McpServer | None = None
    """A server that answers with server-sent events."""
    mcp: McpServer | None = None
    """A server over HTTP."""
    stdio: McpCommand | None = None
    """A process that is spoken to through its input and output."""
    openapi: OpenApi | None = None
    """An HTTP API whose operations become tools."""


class McpBackend(Model):
    """MCP servers that look like one."""

    targets: list[McpTarget]
    """The servers."""
    stateful_mode: Literal["stateless", "stateful"] = "stateful"
    """Whether sessions are kept."""
    prefix_mode: Literal["conditional", "always", "never"] | None = None
    """When tools' names begin with their server's name; with several servers when absent."""
    failure_mode: Literal["failClosed", "failOpen"] | None = None
    """What becomes of a request when a server fails; `failClosed` when absent."""


class Mcp(McpBackend):
    """The section `mcp`: MCP servers on a port or a gateway of their own."""

    gateways: StringOrList = ()
    """`gateway` or `gateway/listener`; the gateway `default` when absent."""
    port: Port | None = None
    """3000 when absent and not attached to a gateway."""
    policies: RoutePolicies | None = None
    """Policies of all requests."""
