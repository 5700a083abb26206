"""What a pasted error text may mean, by the manual: where the doctor starts from with --error."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.doctor.facts.facts import Explained

__all__ = ["candidates"]


def candidates(text: str) -> dict[str, Explained]:
    """The failures that a text points to, the likeliest first; none when nobody knows it."""
    from agwctl.explain.manual import data, find, pages, signs

    failures, known = data("failures"), pages()

    def meant() -> Iterator[str]:
        found = find(text).pages
        yield from (page.id for page in found if page.kind == "failure")
        for page in found:  # a code of the gateway, or of a configuration, stands for the failures behind it
            yield from (id for id in page.see if id in known and known[id].kind == "failure")

    first = next(iter(signs(text)), [])
    only = first[0] if len(first) == 1 else None
    return {id: Explained(failures[id]["title"], failures[id]["do"], id == only) for id in dict.fromkeys(meant())}
