"""Path or text → configuration with everything that is wrong with it."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from agwctl.config.decode import decode
from agwctl.config.decoding import BAD, Decoding
from agwctl.config.root import Config
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Diagnostic, Severity
from agwctl.diagnostics.locate import locate
from agwctl.errors import InputError
from agwctl.source.environment import expand
from agwctl.source.node import Node, Scalar, Source
from agwctl.source.reader import read

__all__ = ["Loaded", "load", "load_text"]


class Loaded(NamedTuple):
    """A configuration, or None when there is an error; its text; what there is to say about it."""

    config: Config | None
    source: Source
    diagnostics: list[Diagnostic]

    @property
    def errors(self) -> list[Diagnostic]:
        """What agentgateway refuses to load."""
        return [diagnostic for diagnostic in self.diagnostics if diagnostic.severity is Severity.ERROR]

    @property
    def not_served(self) -> list[Diagnostic]:
        """Valid keys that this build does not run."""
        return [diagnostic for diagnostic in self.diagnostics if diagnostic.code is codes.NOT_SERVED]


def load(path: str | Path, environ: Mapping[str, str] | None = None) -> Loaded:
    """Loads a file.

    Raises: InputError when it cannot be read as text.
    """
    return load_text(read_text(path), str(path), environ)


def read_text(path: str | Path) -> str:
    """The text of a file, without a byte order mark.

    Raises: InputError when it cannot be read as text.
    """
    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"cannot read {path}: byte {error.start} is not UTF-8") from error


def load_text(text: str, path: str = "<config>", environ: Mapping[str, str] | None = None) -> Loaded:
    """Loads a text; `path` is the name it is shown under, `environ` replaces the process's environment."""
    with collector_paused():
        source, _unset = expand(path, text, os.environ if environ is None else environ)
        reading = read(source.parsed)
        decoding = Decoding(lambda name: Path(name).read_text(encoding="utf-8"))
        root: Node = reading.documents[0] if reading.documents else Scalar("", True, 0, 0)
        config = decode(Config, root, decoding)
        diagnostics = locate(decoding.findings, root, source)
    loaded = Loaded(None if config is BAD else config, source, diagnostics)
    return loaded._replace(config=None) if loaded.errors else loaded


@contextmanager
def collector_paused() -> Iterator[None]:
    """Without the cyclic collector, which would go through the growing tree again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
