"""Entries of `llm.providers`, and the models that refer to them."""

from __future__ import annotations

from agwctl.config.decoding import Decoding
from agwctl.config.llm import Llm, LlmModel
from agwctl.config.llm_provider import NamedProvider
from agwctl.config.semantics.places import knows, part
from agwctl.config.suggest import nearest
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Label

__all__ = ["check"]


def check(llm: Llm, to: Decoding) -> None:
    """Reports providers that cannot be told apart, and references that lead nowhere."""
    named: dict[str, NamedProvider] = {}
    for entry in llm.providers or ():
        name, provider = part(entry, "name"), part(entry, "provider")
        if name is None:
            continue
        if name in named:
            label = Label(named[name].node("name"), "given here first")
            message = f"llm.providers contains duplicate provider names: {name}"
            to.report(codes.PROVIDER_REFERENCE, entry.node("name"), message, "give it another one", (label,))
        named.setdefault(name, entry)
        if provider is not None and provider.reference is not None:
            message = f"llm.providers.{name} cannot reference another provider"
            to.report(codes.PROVIDER_REFERENCE, entry.node("provider"), message, "write what that one is")
    if not knows(llm, "providers") or any(part(entry, "name") is None for entry in llm.providers or ()):
        return
    for model in part(llm, "models") or ():
        provider = part(model, "provider")
        if part(model, "name") is not None and provider is not None and provider.reference is not None:
            _check_reference(model, provider.reference, named, to)


def _check_reference(model: LlmModel, name: str, named: dict[str, NamedProvider], to: Decoding) -> None:
    node = model.provider.node("reference")
    if name not in named:
        meant = nearest(name, tuple(named))
        known = f"providers here: {', '.join(named)}" if named else "add it to llm.providers"
        hint = f"did you mean '{meant}'?" if meant else known
        to.report(codes.PROVIDER_REFERENCE, node, f"model {model.name} references unknown provider {name}", hint)
        return
    others = [field for field in model.params.given() if field != "model"]
    if others:
        message = f"model {model.name} references provider {name} and can only set params.model"
        label = Label(named[name].node(), "the provider")
        to.report(codes.PROVIDER_REFERENCE, model.params.key_node(others[0]), message, "move it there", (label,))
