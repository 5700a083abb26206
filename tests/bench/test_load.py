"""What the load generator takes for an answer, and that it notices a stream that is not as it was sent."""

import socket

import pytest

from bench.load import Stream, answered
from bench.process import Failed
from bench.upstream import ANSWER, EVENT, STREAM_HEAD


@pytest.mark.parametrize("length", [0, 10, len(ANSWER) - 1])
def test_part_of_an_answer_is_none(length: int):
    assert not answered(ANSWER[:length])


def test_a_whole_answer():
    assert answered(ANSWER)
    assert answered(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")


def test_an_error_ends_the_run():
    with pytest.raises(Failed, match="503"):
        answered(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")


def stream(*numbers: int, cut: int = 0) -> Stream:
    """One that got these chunks, each sent at 1000 times its number and come 5 ns later; `cut`: in two reads."""
    reads = [(0, STREAM_HEAD)]
    for number in numbers:
        data = EVENT % (number, number * 1000)
        reads += [(number * 1000 + 4, data[:cut]), (number * 1000 + 5, data[cut:])]
    with socket.socket() as sock:
        return Stream(sock, reads)


@pytest.mark.parametrize("cut", [0, 1, 170, 190])
def test_arrival_is_when_the_stamp_was_whole(cut: int):
    assert stream(0, 1, 2, cut=cut).chunks() == [(5, 0), (1005, 1000), (2005, 2000)]


@pytest.mark.parametrize("numbers", [(0, 2), (1,), (0, 1, 1), (0, 2, 1)])
def test_a_chunk_lost_doubled_or_reordered_ends_the_run(numbers: tuple[int, ...]):
    with pytest.raises(Failed, match="was expected"):
        stream(*numbers).chunks()
