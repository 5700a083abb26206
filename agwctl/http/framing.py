"""Where a body ends: readers that split bytes into what belongs to a message and what follows it.

They pass the bytes on unchanged, so that a relay forwards framing and content in one piece, and give the content
beside them. None of them does I/O.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

__all__ = [
    "LAST_CHUNK",
    "ChunkedFraming",
    "CloseFraming",
    "Framing",
    "FramingError",
    "LengthFraming",
    "Piece",
    "chunk",
]

LAST_CHUNK = b"0\r\n\r\n"

HEX = b"0123456789abcdefABCDEF"
MAX_SIZE_LINE = 4096
"""Bytes of a chunk's first line, extensions included."""
MAX_TRAILERS = 16_384
TOKEN = b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# What a chunked body may be in the middle of: a size line, content, the CRLF behind it, the trailer section.
SIZE, CONTENT, CONTENT_END, TRAILERS = range(4)


def chunk(content: bytes) -> bytes:
    """Content as one chunk; empty content would be the last one."""
    return b"%x\r\n%b\r\n" % (len(content), content)


class FramingError(Exception):
    """The peer's chunks are malformed."""


class Piece(NamedTuple):
    """What one `feed` found."""

    raw: bytes
    """Bytes of the message with their framing, the last chunk and trailers left out."""
    content: bytes
    """The same without framing."""


class Framing(Protocol):
    done: bool
    """The message is complete."""
    surplus: bytes
    """What was fed beyond its end."""

    def feed(self, data: bytes) -> Piece:
        """Take the next bytes of the connection. Raises: FramingError."""

    def ends_at_eof(self) -> bool:
        """Whether the message may end when the peer closes now."""


class LengthFraming:
    """A body of a known number of bytes."""

    __slots__ = ("done", "remaining", "surplus")

    def __init__(self, length: int) -> None:
        self.remaining = length
        self.done = length == 0
        self.surplus = b""

    def feed(self, data: bytes) -> Piece:
        remaining = self.remaining - len(data)
        if remaining < 0:
            self.surplus = data[remaining:]
            data = data[:remaining]
            remaining = 0
        self.remaining = remaining
        self.done = remaining == 0
        return Piece(data, data)

    def ends_at_eof(self) -> bool:
        return self.done


class CloseFraming:
    """A body that lasts until the peer closes."""

    __slots__ = ("done", "surplus")

    def __init__(self) -> None:
        self.done = False
        self.surplus = b""

    def feed(self, data: bytes) -> Piece:
        return Piece(data, data)

    def ends_at_eof(self) -> bool:
        self.done = True
        return True


class ChunkedFraming:
    """A body in chunks (RFC 9112 section 7.1), read as strictly as agentgateway 1.4.1 does.

    A size line that has come in part is held back until it is whole, so that `raw` never ends in a begun last chunk.
    """

    __slots__ = ("_held", "_phase", "_remaining", "_trailer_bytes", "done", "surplus", "trailers")

    def __init__(self) -> None:
        self.done = False
        self.surplus = b""
        self.trailers = b""
        """The trailer section as received, each line with its CRLF."""
        self._phase = SIZE
        self._remaining = 0
        self._held = b""
        self._trailer_bytes = 0

    def feed(self, data: bytes) -> Piece:
        if self._held:
            data = self._held + data
            self._held = b""
        elif self._phase == SIZE and (content := only_chunk(data)):
            return Piece(data, content)
        contents: list[bytes] = []
        position = 0
        end = len(data)
        while position < end:
            if self._phase == CONTENT:
                stop = position + self._remaining
                if stop > end:
                    stop = end
                contents.append(data[position:stop])
                self._remaining -= stop - position
                position = stop
                if self._remaining == 0:
                    self._phase = CONTENT_END
            elif self._phase == CONTENT_END:
                if end - position < 2:
                    if data[position:] != b"\r":
                        raise FramingError("no CRLF behind a chunk")
                    break
                if data[position : position + 2] != b"\r\n":
                    raise FramingError("no CRLF behind a chunk")
                position += 2
                self._phase = SIZE
            elif self._phase == SIZE:
                line_end = data.find(b"\r\n", position)
                if line_end < 0:
                    check_begun_size_line(data[position:])
                    break
                size = chunk_size(data[position:line_end])
                if size == 0:
                    self._phase = TRAILERS
                    self._read_trailers(data[line_end + 2 :])
                    return self._piece(data[:position], contents)
                self._remaining = size
                self._phase = CONTENT
                position = line_end + 2
            else:
                self._read_trailers(data[position:])
                return self._piece(b"", contents)
        if position < end:
            self._held = data[position:]
            data = data[:position]
        return self._piece(data, contents)

    def ends_at_eof(self) -> bool:
        return self.done

    def _piece(self, raw: bytes, contents: list[bytes]) -> Piece:
        return Piece(raw, contents[0] if len(contents) == 1 else b"".join(contents))

    def _read_trailers(self, data: bytes) -> None:
        lines: list[bytes] = []
        position = 0
        while (line_end := data.find(b"\r\n", position)) >= 0:
            line = data[position:line_end]
            position = line_end + 2
            if not line:
                self.done = True
                self.surplus = data[position:]
                break
            check_trailer(line)
            lines.append(line + b"\r\n")
        else:
            self._held = data[position:]
            if b"\n" in self._held:
                raise FramingError("bare LF in the trailer section")
        self.trailers += b"".join(lines)
        if len(self.trailers) + len(self._held) > MAX_TRAILERS:
            raise FramingError("the trailer section is too large")


def only_chunk(data: bytes) -> bytes:
    """The content when the bytes are exactly one plain chunk, as a streamed event mostly is; else nothing."""
    line_end = data.find(b"\r\n", 0, 10)
    if line_end < 1 or data[:line_end].translate(None, HEX):
        return b""
    if int(data[:line_end], 16) + line_end + 4 != len(data) or data[-2:] != b"\r\n":
        return b""
    return data[line_end + 2 : -2]


def chunk_size(line: bytes) -> int:
    digits, semicolon, extension = line.partition(b";")
    if semicolon and (b"\n" in extension or b"\r" in extension):
        raise FramingError("bare CR or LF in a chunk extension")
    digits = digits.rstrip(b" \t")
    # 16 digits are 64 bits; int() alone would take signs, blanks, underscores and 0x as well.
    if not digits or digits.translate(None, HEX) or (len(digits) > 16 and len(digits.lstrip(b"0")) > 16):
        raise FramingError("malformed chunk size")
    if len(line) > MAX_SIZE_LINE:
        raise FramingError("a chunk's size line is too long")
    return int(digits, 16)


def check_begun_size_line(line: bytes) -> None:
    """Refuse at once what no further byte can make a size line."""
    digits = line.partition(b";")[0]
    whole = b"\r" not in line[:-1] and b"\n" not in line
    if not whole or len(line) > MAX_SIZE_LINE or digits.rstrip(b" \t\r").translate(None, HEX) or line[:1] in b";\r \t":
        raise FramingError("malformed chunk size")


def check_trailer(line: bytes) -> None:
    name, colon, value = line.partition(b":")
    if not colon or not name or name.translate(None, TOKEN) or b"\r" in value or b"\n" in value or b"\0" in value:
        raise FramingError("malformed trailer field")
