"""The answer to one HTTP/1.1 request, read piece by piece: as far as it comes it is kept.

Not by h11 or http.client: a doctor has to say in which way a peer is wrong, and to show what came before that. To load
either of them costs up to a tenth of what a whole run may take.
"""

from __future__ import annotations

import string
import time
from collections.abc import Callable

from agwctl.doctor.facts.network import Trouble
from agwctl.doctor.wire.peer import Broken

__all__ = ["HEAD_LIMIT", "Reception"]

HEAD_LIMIT = 65_536
"""Bytes of all lines around the body: headers, those of interim answers, and the sizes of chunks."""
_START = b"HTTP/"
_DIGITS = frozenset(string.hexdigits)


class Reception:
    """Keeps at most `limit` bytes of the body; `heard` is told each piece of it as it comes."""

    def __init__(self, *, is_head: bool = False, limit: int, heard: Callable[[bytes], object] | None = None) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = bytearray()
        self.began: float | None = None
        """The time.monotonic() of the first byte."""
        self._is_head = is_head
        self._limit = limit
        self._heard = heard
        self._buffer = bytearray()
        self._head_left = HEAD_LIMIT

    def read(self, receive: Callable[[], bytes]) -> None:
        """All of it; `receive` gives bytes, and none at their end. Raises: Broken where it ends before its end."""
        self._source = receive
        self._answer()
        while 100 <= self.status < 200 and self.status != 101:
            self._answer()
        if not self._is_head and self.status not in (101, 204, 304):
            self._body()

    def _body(self) -> None:
        length = self.headers.get("content-length", "")
        if self.headers.get("transfer-encoding", "").lower().endswith("chunked"):
            self._chunks()
        elif not length:
            self._rest()
        elif length.isascii() and length.isdigit() and len(length) <= 18:
            self._bytes(int(length))
        else:
            raise Broken(Trouble.MALFORMED, "its Content-Length is no number")

    def _answer(self) -> None:
        self._is_http()
        _, _, rest = self._line().partition(" ")
        number = rest[:3]
        if not (number.isascii() and number.isdigit() and rest[3:4] in ("", " ")):
            raise Broken(Trouble.FOREIGN, "its first line has no HTTP status")
        self.headers = {}
        while line := self._line():
            name, colon, value = line.partition(":")
            if not colon:
                raise Broken(Trouble.MALFORMED, "a header has no colon")
            self.headers[name.strip().lower()] = value.strip()
        self.status = int(number)

    def _is_http(self) -> None:
        """Looks at the first bytes, so that who says something else is not waited for. Raises: Broken."""
        while True:
            seen = bytes(self._buffer[: len(_START)])
            if not _START.startswith(seen):
                self.body += self._buffer[: self._limit]
                raise Broken(Trouble.FOREIGN, "what came is not HTTP")
            if seen == _START:
                return
            self._more("it hung up without an answer" if not seen else "it hung up in the middle of its first line")

    def _line(self) -> str:
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > self._head_left:
                raise Broken(Trouble.TOO_LONG, "its headers, or its chunks, do not end")
            self._more("it hung up in the middle of its headers")
        self._head_left -= end + 1
        if self._head_left < 0:
            raise Broken(Trouble.TOO_LONG, "its headers, or its chunks, do not end")
        line = self._buffer[:end].decode("latin-1").rstrip("\r")
        del self._buffer[: end + 1]
        return line

    def _chunks(self) -> None:
        while size := self._chunk_size():
            self._bytes(size)
            self._line()
        while self._line():
            pass  # trailers say nothing here

    def _chunk_size(self) -> int:
        digits = self._line().partition(";")[0].strip()
        if not digits or len(digits) > 16 or not _DIGITS.issuperset(digits):
            raise Broken(Trouble.MALFORMED, "a chunk has no size")
        return int(digits, 16)

    def _bytes(self, count: int) -> None:
        while count:
            if not self._buffer:
                self._more("it hung up in the middle of its answer")
            taken = self._buffer[:count]
            del self._buffer[: len(taken)]
            count -= len(taken)
            self._keep(taken)

    def _rest(self) -> None:
        while True:
            self._keep(self._buffer)
            self._buffer = bytearray(self._next())
            if not self._buffer:
                return

    def _keep(self, piece: bytearray) -> None:
        room = self._limit - len(self.body)
        kept = piece[:room]
        self.body += kept
        if self._heard is not None and kept:
            self._heard(bytes(kept))
        if len(piece) > room:
            raise Broken(Trouble.TOO_LONG, f"it is longer than {self._limit} bytes")

    def _more(self, otherwise: str) -> None:
        data = self._next()
        if not data:
            raise Broken(Trouble.CLOSED, otherwise)
        self._buffer += data

    def _next(self) -> bytes:
        data = self._source()
        if self.began is None:
            self.began = time.monotonic()
        return data
