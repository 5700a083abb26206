"""The section `config.modelCatalog`: what models cost."""

from __future__ import annotations

from agwctl.config.model import Model, OneOf
from agwctl.config.types import U64


class Rates(Model):
    """Prices of a million tokens each, as decimal numbers in quotes."""

    input: str | None = None
    """Of the prompt."""
    output: str | None = None
    """Of the answer."""
    cache_read: str | None = None
    """Read from the provider's cache."""
    cache_write: str | None = None
    """Written to the provider's cache."""
    reasoning: str | None = None
    """Thought and not shown; as `output` when absent."""
    input_audio: str | None = None
    """Heard; as `input` when absent."""
    output_audio: str | None = None
    """Spoken; as `output` when absent."""


class Tier(Model):
    """Other prices for long prompts."""

    context_over: U64
    """The tokens of a prompt above which these prices count."""
    rates: Rates
    """The prices that differ."""


class CatalogModel(Model):
    """What one model costs."""

    rates: Rates = Rates()
    """The usual prices."""
    tiers: list[Tier] = []
    """Other prices for long prompts."""


class CatalogProvider(Model):
    """What the models of one provider cost."""

    models: dict[str, CatalogModel] = {}
    """Models by name."""


class Catalog(Model):
    """A list of prices."""

    providers: dict[str, CatalogProvider] = {}
    """Providers by name."""


class CatalogSource(OneOf):
    """Where prices stand."""

    untagged = "ModelCatalogSource"
    is_open = True

    file: str | None = None
    """A file that holds them."""
    inline: str | Catalog | None = None
    """The prices themselves, as text or as an object."""
