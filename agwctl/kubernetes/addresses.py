"""Which addresses an EndpointSlice may hold."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Literal, NamedTuple

__all__ = ["Refusal", "refusal"]


class Refusal(NamedTuple):
    """What the API server says about an address, and what to write instead."""

    message: str
    hint: str


_NAME = "write an IP address; a name belongs into host of the AgentgatewayBackend, without a Service"
_ITS_OWN = "write the address that the machine has in the network"
_FORM = "write the address alone, without port, scheme, brackets or mask"


def refusal(text: str, family: Literal["IPv4", "IPv6"]) -> Refusal | None:
    """Why the API server refuses an address.

    Source: Kubernetes' validation of endpoints, as version 1.36 answers.
    """
    if re.fullmatch(r"[0-9.]+", text) and re.search(r"(?:^|\.)0[0-9]", text):
        return Refusal("must not have leading 0s", "write the numbers without leading 0s")
    try:
        address = ip_address(text if "%" not in text else "")
    except ValueError:
        is_name = re.fullmatch(r"[A-Za-z][A-Za-z0-9.-]*", text) is not None
        return Refusal("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)", _NAME if is_name else _FORM)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return Refusal("must not be an IPv4-mapped IPv6 address", f"write {address.ipv4_mapped}")
    if f"IPv{address.version}" != family:
        return Refusal(
            f"must be an {family} address", f"an EndpointSlice has one family: addressType: IPv{address.version}"
        )
    if str(address) != text:
        return Refusal(f'must be in canonical form ("{address}")', f"write {address}")
    return _of_range(address)


def _of_range(address: IPv4Address | IPv6Address) -> Refusal | None:
    if address.is_unspecified:
        return Refusal(f"may not be unspecified ({address})", _ITS_OWN)
    if address.is_loopback:
        message = "may not be in the loopback range (127.0.0.0/8, ::1/128)"
        return Refusal(message, f"{_ITS_OWN}: this one would be the client's own")
    if address.is_link_local:
        return Refusal("may not be in the link-local range (169.254.0.0/16, fe80::/10)", _ITS_OWN)
    first, second, third, *_ = address.packed
    if (first, second, third) == (224, 0, 0) or (address.version == 6 and first == 0xFF and second & 0x0F == 2):
        return Refusal("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)", _ITS_OWN)
    return None
