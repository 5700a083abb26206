"""A running gateway: its ports, its threads, its end."""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from agwctl import __version__
from agwctl.compat import Compat
from agwctl.config.address import ListenAddress
from agwctl.config.root import Config
from agwctl.errors import ExitCode, UnavailableError
from agwctl.http.listen import bind, bind_unix
from agwctl.http.message import Handler
from agwctl.http.pool import Pool
from agwctl.http.server import Server, ServerSettings
from agwctl.proxy.access_log import AccessLog
from agwctl.proxy.addresses import Deadlines, OwnPort, deadlines, ipv6_enabled, own_ports
from agwctl.proxy.compile import Port, compile_ports
from agwctl.proxy.forward import Sender
from agwctl.proxy.handler import ProxyHandler, Services
from agwctl.proxy.llm_call import LlmCall
from agwctl.proxy.metrics import Metrics
from agwctl.proxy.outage import Outages
from agwctl.proxy.ports import admin, readiness, stats

__all__ = ["Gateway", "GatewayOptions"]


class GatewayOptions(NamedTuple):
    """What does not stand in the configuration."""

    compat: Compat
    write_log: Callable[[bytes], None]
    """Takes a whole line of the access log."""
    report: Callable[[str], None]
    """Takes a warning for the operator, one line."""
    listen: str | None = None
    """The address of the data ports; all interfaces when None."""
    threads: int = 512
    environ: Mapping[str, str] = os.environ


class Gateway:
    """Opens what a configuration asks for and serves until `stop`.

    Raises (on `open`): UnavailableError for a port that is taken, InputError for a bad address in the environment.
    """

    def __init__(self, config: Config, options: GatewayOptions) -> None:
        self.ports: list[Port] = compile_ports(config)
        self.own: list[OwnPort] = own_ports(config.config, options.environ, options.compat)
        """Those of its own servers that are open, once `open` has returned."""
        self._options = options
        self._ipv6 = ipv6_enabled(config.config, options.environ)
        self._deadlines: Deadlines = deadlines(config.config, options.environ, options.compat)
        self._metrics = Metrics(__version__)
        self._services = _services(config, options, self._metrics)
        self._data = Server(_settings(config, options))
        self._aside = Server(ServerSettings(threads=16, strict_framing=True))
        self._draining = False
        self.stop_asked = threading.Event()

    def open(self) -> None:
        """Bind every port and start to serve."""
        for port in self.ports:
            listening = self._bind_data(port.number)
            handler = ProxyHandler(port.bind, port.listeners, self._services)
            self._data.listen(listening, handler, on_accept=partial(self._metrics.connected, port.bind))
        handlers: dict[str, Handler] = {
            "admin": admin(self.stop_asked.set),
            "stats": stats(self._metrics),
            "readiness": readiness(lambda: ["drain"] if self._draining else []),
        }
        self.own = [port for port in self.own if self._open_own(port, handlers[port.name])]
        self._data.start()
        self._aside.start()

    def _bind_data(self, number: int) -> socket.socket:
        host = self._options.listen or ("::" if self._ipv6 else "0.0.0.0")
        try:
            return bind(host, number)
        except OSError as error:
            where = f"port {number}" if self._options.listen is None else f"port {number} of {host}"
            hint = f"see what uses it (`ss -ltnp 'sport = :{number}'`), stop that or choose another port"
            if error.errno == errno.EADDRNOTAVAIL:
                hint = "take an address that this machine has (`ip address` lists them)"
            elif error.errno == errno.EACCES:
                hint = "choose a port above 1023, or allow this program to open lower ones"
            raise UnavailableError(f"cannot listen on {where}: {error.strerror or error}", hint) from error

    def _open_own(self, port: OwnPort, handler: Handler) -> bool:
        try:
            for listening in _bind_own(port.address):
                self._aside.listen(listening, handler)
        except OSError as error:
            message = f"{port.name} server cannot listen on {port.address}: {error.strerror or error}"
            if self._options.compat.own_ports:
                self._options.report(f"{message}; it stays off (set {port.name.upper()}_ADDR to move it)")
                return False
            failure = UnavailableError(f"{port.name} server starts: {message}")
            failure.exit_code = ExitCode.FINDINGS  # agentgateway's own exit code for this
            raise failure from error
        return True

    def stop(self) -> None:
        """Drain and close everything; returns when nothing is left."""
        self._draining = True
        tells = self._options.compat.graceful_stop is not None
        if not tells:
            self._aside.stop()
        self._data.drain(min_deadline=self._deadlines.keep_serving, max_deadline=self._deadlines.cut)
        self._data.stop()
        if tells:
            self._aside.stop()
        self._services.sender.pool.close()


def _bind_own(address: ListenAddress) -> list[socket.socket]:
    if address.path is not None:
        return [bind_unix(address.path)]
    if address.host != "localhost":
        return [bind(address.host, address.port)]
    return [bind("127.0.0.1", address.port)]


def _settings(config: Config, options: GatewayOptions) -> ServerSettings:
    http = config.frontend_policies.http if config.frontend_policies is not None else None
    return ServerSettings(
        threads=options.threads,
        idle_timeout=http.http1_idle_timeout if http is not None else 600.0,
        max_headers=http.http1_max_headers if http is not None and http.http1_max_headers is not None else 100,
        strict_framing=options.compat.strict_framing,
        preserve_case=http is not None and http.http1_header_case == "preserve",
    )


def _services(config: Config, options: GatewayOptions, metrics: Metrics) -> Services:
    http = config.frontend_policies.http if config.frontend_policies is not None else None
    logging = config.config.logging
    as_json = (logging is not None and logging.format == "json") or options.environ.get("LOG_FORMAT") == "json"
    upstreams = config.config.backend
    pool = Pool(
        connect_timeout=upstreams.connect_timeout,
        idle_timeout=upstreams.pool_idle_timeout,
        on_connect=metrics.upstream_connected,
    )
    outages = Outages(options.report)
    sender = Sender(pool, metrics, outages)
    return Services(
        compat=options.compat,
        sender=sender,
        llm=LlmCall(options.compat, sender, http.max_buffer_size if http is not None else None),
        log=AccessLog(options.write_log, as_json=as_json),
        metrics=metrics,
        outages=outages,
    )
