"""A certificate for localhost that can stand as its own root: the file holds the leaf and its issuer."""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["write_certificate"]


@cache
def issued() -> tuple[bytes, bytes]:
    """Certificate chain and key, as PEM, made once a process."""
    import trustme

    authority = trustme.CA()
    leaf = authority.issue_cert("localhost", "a.test", "127.0.0.1", common_name="localhost")
    chain = b"".join(pem.bytes() for pem in leaf.cert_chain_pems) + authority.cert_pem.bytes()
    return chain, leaf.private_key_pem.bytes()


def write_certificate(folder: Path) -> tuple[str, str]:
    """Puts cert.pem and key.pem into the folder and returns their paths."""
    paths = folder / "cert.pem", folder / "key.pem"
    for path, text in zip(paths, issued(), strict=True):
        path.write_bytes(text)
    return str(paths[0]), str(paths[1])
