"""The smallest reverse proxy that h11 allows; every other figure is a multiple of its own.

A thread and an upstream connection for each client connection, h11 on both sides, one event at a time, no policy.
`python -m bench.floor PORT UPSTREAM_PORT`
"""

from __future__ import annotations

import contextlib
import socket
import sys
import threading

import h11


def main(port: int, upstream_port: int) -> None:
    with socket.create_server(("127.0.0.1", port), backlog=1024) as listener:
        while True:
            client, _ = listener.accept()
            threading.Thread(target=serve, args=(client, upstream_port), daemon=True).start()


def serve(client: socket.socket, upstream_port: int) -> None:
    """Relay exchanges until either side closes."""
    with contextlib.suppress(OSError, h11.RemoteProtocolError), client:
        upstream = socket.create_connection(("127.0.0.1", upstream_port))
        with upstream:
            for sock in (client, upstream):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            down, up = h11.Connection(h11.SERVER), h11.Connection(h11.CLIENT)
            while forward(client, down, upstream, up) and forward(upstream, up, client, down):
                if down.our_state is not h11.DONE or down.their_state is not h11.DONE:
                    return
                down.start_next_cycle()
                up.start_next_cycle()


def forward(source: socket.socket, reader: h11.Connection, sink: socket.socket, writer: h11.Connection) -> bool:
    """Pass one message on, event by event; False when the source has closed instead of sending one."""
    data = b""
    while True:
        event = reader.next_event()
        if event is h11.NEED_DATA:
            if data:
                sink.sendall(data)
                data = b""
            reader.receive_data(source.recv(65536))
            continue
        if isinstance(event, type | h11.ConnectionClosed):  # a type is h11.PAUSED: bytes after a request to close
            return False
        data += writer.send(event) or b""
        if isinstance(event, h11.EndOfMessage):
            sink.sendall(data)
            return True


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
