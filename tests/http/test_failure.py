"""Errors and the words they are told in."""

from __future__ import annotations

import errno

from agwctl.http.failure import UpstreamError, os_cause


def test_an_upstream_error_reads_as_the_reference_writes_it():
    error = UpstreamError("Connect", os_cause(ConnectionRefusedError(errno.ECONNREFUSED, "whatever")))
    assert str(error) == f"Connect: Connection refused (os error {errno.ECONNREFUSED})"


def test_a_connect_that_timed_out_is_told_apart_by_kind_alone():
    error = UpstreamError("ConnectTimeout", "deadline has elapsed")
    assert str(error) == "Connect: deadline has elapsed"
    assert error.kind == "ConnectTimeout"


def test_an_error_without_a_number_speaks_for_itself():
    assert os_cause(OSError("bad name")) == "bad name"
