"""A card as facts that an operator can read and compare: a name and a line of text each.

Two cards that say the same have the same facts, whatever generation they are of, in whatever order
they say it, and whoever signed them.
"""

from collections.abc import Iterator
from typing import Final

from gateway.core.card import AgentCard, CardSkill
from gateway.core.json import JsonObject, canonical
from gateway.dialects.card import read_card, read_security
from gateway.outbox.card import full_url

SECURITY: Final = "security."
INTERFACE: Final = "interface "


def read_facts(wire: JsonObject, found_at: str) -> dict[str, str]:
    """By name; what is empty is left out. Raise InvalidAgentResponse for what is no card."""
    card = read_card(wire)
    facts = {name: text for name, text in _plain(card) if text}
    facts |= _interfaces(card, found_at)
    facts |= {f"skill {skill.id}": _skill(skill) for skill in card.skills}
    facts |= {
        f"extension {extension.uri}": ("required " if extension.required else "optional ")
        + canonical(extension.params or {}).decode()
        for extension in card.capabilities.extensions
    }
    return facts | {SECURITY + name: text for name, text in read_security(wire).items()}


def interface_urls(card: AgentCard, found_at: str) -> list[str]:
    """Where the card has its agent called, each URL in full, or as it stands if it is none."""
    return [full_url(interface.url, found_at) or interface.url for interface in card.interfaces]


def _plain(card: AgentCard) -> Iterator[tuple[str, str]]:
    yield "name", card.name
    yield "description", card.description
    yield "version", card.version
    if card.provider is not None:
        yield "provider", f"{card.provider.organization} {card.provider.url}".strip()
    yield "documentation", card.documentation_url
    yield "icon", card.icon_url
    yield "input modes", ", ".join(sorted(card.default_input_modes))
    yield "output modes", ", ".join(sorted(card.default_output_modes))
    yield "streaming", _yes(card.capabilities.streaming)
    yield "push notifications", _yes(card.capabilities.push_notifications)
    yield "extended card", _yes(card.capabilities.extended_card)


def _interfaces(card: AgentCard, found_at: str) -> dict[str, str]:
    urls: dict[str, list[str]] = {}
    for interface, url in zip(card.interfaces, interface_urls(card, found_at), strict=True):
        name = f"{INTERFACE}{interface.binding} {interface.version}".rstrip()
        words = f"{url} tenant {interface.tenant}" if interface.tenant else url
        urls.setdefault(name, []).append(words)
    return {name: ", ".join(sorted(found)) for name, found in urls.items()}


def _skill(skill: CardSkill) -> str:
    tags = f" [{', '.join(sorted(skill.tags))}]" if skill.tags else ""
    modes = sorted((*skill.input_modes, *skill.output_modes))
    words = f" ({', '.join(modes)})" if modes else ""
    examples = "".join(f" e.g. {example}" for example in sorted(skill.examples))
    return f"{skill.name}: {skill.description}{tags}{words}{examples}"


def _yes(flag: bool) -> str:
    return "yes" if flag else ""
