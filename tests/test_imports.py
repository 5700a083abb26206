"""Who may import whom: the table that keeps the packages apart, read from the source with `ast`."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "agwctl"

MAY_IMPORT = {
    "source": set(),
    "diagnostics": {"source"},
    "config": {"source", "diagnostics"},
    "http": set(),
    "llm": set(),
    "kubernetes": {"config", "diagnostics", "source"},
    "lint": {"config", "diagnostics", "kubernetes", "ollama", "source"},
    "proxy": {"config", "http", "llm"},
    "ollama": {"http", "llm", "config", "diagnostics", "source"},
    "explain": {"diagnostics", "config", "doctor", "lint", "llm"},
    "models": {"config", "diagnostics", "ollama"},
    "doctor": {"config", "diagnostics", "models", "ollama"},  # it asks of models what `agwctl models` asks
    "manifest": {"config", "source"},
}
"""Packages that a package imports beside itself. `cli`, which nothing imports, may import them all."""

AT_THE_TOP = {
    "__main__.py": {"cli"},
    "testing.py": {"http", "ollama"},  # what others import: an Ollama for their own tests
}
"""The same for the modules at the top that are not for all."""

FOR_ALL = {"", "errors", "compat", "model_library", "model_name"}
"""`agwctl` itself (the version) and the modules at the top, which import no package."""

NARROWER = {
    **{("ollama", reader): "ollama/scenario/*.py" for reader in ("config", "diagnostics", "source")},
    ("doctor", "diagnostics"): "doctor/report/*.py",  # what others wrote, made harmless where it is shown
    ("lint", "ollama"): "lint/check.py",  # which reads scenario files beside gateway configurations
}
"""Where only these modules of a package may use another."""

THIRD_PARTY = {
    "yaml": {"source/reader.py"},
    "h11": {"http/connection.py"},
    "httpx": {"ollama/client.py", "ollama/http_failure.py"},
    "prometheus_client": {"proxy/metrics.py", "proxy/tally.py", "proxy/exposition.py"},
    "cel": {"config/expression.py"},
    "typer": {"cli/*.py"},
    "rich": {"cli/*.py"},
}
"""The modules in which a library is known: everywhere else it could be exchanged without a trace."""

MODULES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))


def imports(module: str) -> Iterator[tuple[int, str]]:
    """Line and absolute name of each import, those inside functions included."""
    for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: imports are absolute"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def package_of(module: str) -> str:
    return module.partition("/")[0] if "/" in module else ""


def imported_package(name: str) -> str:
    """`agwctl.http.pool.Pool` → `http`; `agwctl.__version__` → the empty name."""
    first = name.split(".")[1] if "." in name else ""
    return first if (ROOT / first).is_dir() or (ROOT / f"{first}.py").is_file() else ""


@pytest.mark.parametrize("module", MODULES)
def test_packages(module):
    package = package_of(module)
    if package == "cli":
        return
    allowed = FOR_ALL | {package} | AT_THE_TOP.get(module, set()) | MAY_IMPORT.get(package, set())
    wrong = []
    for line, name in imports(module):
        if name.partition(".")[0] != "agwctl":
            continue
        target = imported_package(name)
        if target not in allowed or not fnmatch(module, NARROWER.get((package, target), module)):
            wrong.append(f"{module}:{line} imports {name}")
    assert not wrong


@pytest.mark.parametrize("module", MODULES)
def test_libraries(module):
    wrong = []
    for line, name in imports(module):
        library = name.partition(".")[0]
        if library == "agwctl" or library in sys.stdlib_module_names:
            continue
        if not any(fnmatch(module, home) for home in THIRD_PARTY.get(library, ())):
            wrong.append(f"{module}:{line} imports {library}")
    assert not wrong


def test_every_package_stands_in_the_table():
    packages = {package_of(module) for module in MODULES} - {"", "cli"}
    assert packages <= MAY_IMPORT.keys()


def test_the_table_has_no_cycle():
    """Each round takes away the packages that import only what is already gone."""
    left = dict(MAY_IMPORT)
    while left:
        free = {package for package, others in left.items() if not others & left.keys()}
        assert free, f"these import each other: {sorted(left)}"
        left = {package: others for package, others in left.items() if package not in free}
