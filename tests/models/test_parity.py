from __future__ import annotations

import pytest

from agwctl.models.parity import Source, agreement, differences, names_of_openai_list, parity_json, parity_table

TAGS = Source("/api/tags", ("llama3.2:latest", "mistral:latest"))


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("llama3.2:latest", "mistral:latest"), []),
        (("mistral:latest", "llama3.2:latest"), []),
        (("llama3.2:latest",), ["mistral:latest is listed by /api/tags only"]),
        (("llama3.2:latest", "mistral:latest", "gpt-4"), ["gpt-4 is listed by gateway only"]),
        (
            ("llama3.2", "mistral:latest"),
            ["one model, spelt llama3.2:latest by /api/tags, and llama3.2 by gateway"],
        ),
    ],
)
def test_differences_in_words(names: tuple[str, ...], told: list[str]) -> None:
    assert differences([TAGS, Source("gateway", names)]) == told


def test_a_name_that_a_configuration_gives_is_no_difference() -> None:
    gateway = Source("gateway", ("fast", "llama3.2:latest", "gpt-*"), meant={"fast": "mistral"})
    assert differences([TAGS, gateway]) == []
    assert parity_table([TAGS, gateway]).splitlines()[2].split() == ["mistral:latest", "mistral:latest", "fast"]
    assert differences([TAGS._replace(names=TAGS.names[:1]), gateway]) == ["fast is listed by gateway only"]


def test_one_of_three_lacks_a_model() -> None:
    sources = [TAGS, Source("/v1/models", TAGS.names), Source("gateway", ("mistral:latest",))]
    assert differences(sources) == ["llama3.2:latest is missing: gateway"]
    assert parity_table(sources) == (
        "MODEL              /api/tags          /v1/models         gateway        \n"
        "llama3.2:latest    llama3.2:latest    llama3.2:latest    -                 \n"
        "mistral:latest     mistral:latest     mistral:latest     mistral:latest    \n"
    )


def test_who_was_not_asked_proves_nothing() -> None:
    sources = [TAGS, Source("gateway", problem="nothing answers")]
    assert differences(sources) == []
    assert parity_table(sources).count("?") == 2
    document = parity_json(sources)
    assert (document["agree"], document["sources"][1]["problem"]) == (False, "nothing answers")


def test_the_names_of_an_openai_list() -> None:
    assert names_of_openai_list({"object": "list", "data": [{"id": "a"}, {"id": "b"}]}) == ("a", "b")
    assert names_of_openai_list({"object": "list", "data": None}) == ()
    for wrong in ({"data": 5}, {"data": ["a"]}, 5, "x"):
        with pytest.raises(ValueError, match="no list of models"):
            names_of_openai_list(wrong)


@pytest.mark.parametrize(
    ("problems", "told"),
    [
        (["", ""], "all agree"),
        (["", "", "no"], "those that answered agree: 0, 1"),
        (["", "no"], "nothing to compare: only 0 answered"),
        (["no", "no"], "nothing to compare: none of them answered"),
    ],
)
def test_when_no_difference_is_found(problems: list[str], told: str) -> None:
    assert agreement([Source(str(number), problem=why) for number, why in enumerate(problems)]) == told
