"""The names in a certificate that nobody vouches for: Python decodes only those that are trusted."""

from __future__ import annotations

import ipaddress

__all__ = ["names_of"]

_ALTERNATIVE_NAMES = bytes.fromhex("0603551d11")
_COMMON_NAME = bytes.fromhex("0603550403")
_OCTETS, _BOOLEAN, _SEQUENCE = 0x04, 0x01, 0x30
_DNS, _IP = 0x82, 0x87
_MOST = 20


def names_of(certificate: bytes) -> tuple[str, ...]:
    """DNS names and IP addresses of its subject, at most 20; without any the common name.

    `certificate` is DER, and may be anything: what cannot be read is left out. Source: RFC 5280, 4.2.1.6.
    """
    try:
        names = tuple(_alternative(certificate)) or tuple(_common(certificate))
    except (IndexError, ValueError):
        return ()
    return names[:_MOST]


def _alternative(der: bytes) -> list[str]:
    at = der.find(_ALTERNATIVE_NAMES)
    if at < 0:
        return []
    tag, value, rest = _element(der[at + len(_ALTERNATIVE_NAMES) :])
    if tag == _BOOLEAN:  # critical
        tag, value, rest = _element(rest)
    inner_tag, names, _ = _element(value)
    if tag != _OCTETS or inner_tag != _SEQUENCE:
        return []
    found = []
    while names:
        tag, value, names = _element(names)
        if tag == _DNS:
            found.append(value.decode("ascii", "replace"))
        elif tag == _IP:
            found.append(str(ipaddress.ip_address(value)))
    return found


def _common(der: bytes) -> list[str]:
    """Of the subject, which stands after the issuer."""
    at = der.rfind(_COMMON_NAME)
    return [] if at < 0 else [_element(der[at + len(_COMMON_NAME) :])[1].decode("utf-8", "replace")]


def _element(der: bytes) -> tuple[int, bytes, bytes]:
    """Tag, value and what follows. Raises: IndexError, ValueError for what is cut off."""
    tag, length, start = der[0], der[1], 2
    if length & 0x80:
        start = 2 + (length & 0x7F)
        length = int.from_bytes(der[2:start], "big")
    if length > len(der) - start:
        raise ValueError("cut off")
    return tag, der[start : start + length], der[start + length :]
