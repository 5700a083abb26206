"""Names in certificates that nobody vouches for, and in what only looks like one."""

from __future__ import annotations

import ssl

import trustme
from hypothesis import given
from hypothesis import strategies as st

from agwctl.doctor.probes.certificate import names_of


def der(*names: str, common_name: str | None = None) -> bytes:
    leaf = trustme.CA().issue_cert(*names, common_name=common_name)
    return ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode())


REAL = der("llm.example", "*.example", "10.0.0.7", "fd00::2")


def test_names_and_addresses():
    assert names_of(REAL) == ("llm.example", "*.example", "10.0.0.7", "fd00::2")


def test_alternative_names_go_before_the_common_one():
    assert names_of(der("a.example", common_name="b.example")) == ("a.example",)


def test_the_common_name_where_there_is_no_other():
    common = bytes.fromhex("0603550403") + bytes([0x0C, 5]) + b"a.lan"
    assert names_of(b"\x30\x10" + common) == ("a.lan",)


def test_of_many_names_the_first_twenty():
    assert len(names_of(der(*(f"n{number}.example" for number in range(50))))) == 20


@given(st.binary(max_size=300))
def test_any_bytes(text):
    assert isinstance(names_of(text), tuple)


@given(st.integers(0, len(REAL) - 1), st.integers(0, 255))
def test_a_certificate_with_one_byte_changed_or_cut_off_there(at, byte):
    assert isinstance(names_of(REAL[:at] + bytes([byte]) + REAL[at + 1 :]), tuple)
    assert isinstance(names_of(REAL[:at]), tuple)
