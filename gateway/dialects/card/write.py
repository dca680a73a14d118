"""The card as 1.0, as 0.3, or as one document that both read.

The 0.3 members are written only for an agent that has a 0.x interface: a card must not name an
address that does not speak the version. Signatures are over the pure 1.0 form and stay with it.
"""

from typing import Any, Final, Literal, TypeAlias

from gateway.core.card import AgentCard, CardSkill, Extension, Interface

CardForm: TypeAlias = Literal["both", "1.0", "0.3"]

_SCHEME: Final = "bearer"


def write_card(card: AgentCard, form: CardForm) -> dict[str, Any]:
    old = [interface for interface in card.interfaces if is_old(interface)]
    # 0.3 clients call the top-level address with JSON-RPC unless they read further.
    old.sort(key=lambda interface: interface.binding != "JSONRPC")
    wire = _write_shared(card)
    schemes: dict[str, Any] = {}
    if form != "0.3":
        wire["supportedInterfaces"] = [
            _write_interface(interface) for interface in sorted(card.interfaces, key=is_old)
        ]
        wire["capabilities"]["extendedAgentCard"] = card.capabilities.extended_card
        wire["securityRequirements"] = [{"schemes": {_SCHEME: {"list": []}}}]
        schemes["httpAuthSecurityScheme"] = {"scheme": "Bearer"}
    if form == "1.0" and card.signatures:
        wire["signatures"] = list(card.signatures)
    if form == "0.3" or (form == "both" and old):
        wire.update(_write_old(old or list(card.interfaces)))
        wire["supportsAuthenticatedExtendedCard"] = card.capabilities.extended_card
        schemes |= {"type": "http", "scheme": "bearer"}
    wire["securitySchemes"] = {_SCHEME: schemes}
    return wire


def is_old(interface: Interface) -> bool:
    return interface.version.startswith("0.")


def _write_shared(card: AgentCard) -> dict[str, Any]:
    capabilities: dict[str, Any] = {
        "streaming": card.capabilities.streaming,
        "pushNotifications": card.capabilities.push_notifications,
    }
    if card.capabilities.extensions:
        capabilities["extensions"] = [
            _write_extension(extension) for extension in card.capabilities.extensions
        ]
    wire: dict[str, Any] = {
        "name": card.name,
        "description": card.description,
        "version": card.version,
        "capabilities": capabilities,
        "defaultInputModes": list(card.default_input_modes),
        "defaultOutputModes": list(card.default_output_modes),
        "skills": [_write_skill(skill) for skill in card.skills],
    }
    if card.provider is not None:
        wire["provider"] = {"organization": card.provider.organization, "url": card.provider.url}
    if card.documentation_url:
        wire["documentationUrl"] = card.documentation_url
    if card.icon_url:
        wire["iconUrl"] = card.icon_url
    return wire


def _write_interface(interface: Interface) -> dict[str, Any]:
    wire = {
        "url": interface.url,
        "protocolBinding": interface.binding,
        "protocolVersion": interface.version,
    }
    if interface.tenant:
        wire["tenant"] = interface.tenant
    return wire


def _write_old(interfaces: list[Interface]) -> dict[str, Any]:
    main = interfaces[0] if interfaces else Interface("", "JSONRPC", "")
    wire: dict[str, Any] = {
        "protocolVersion": "0.3.0",
        "url": main.url,
        "preferredTransport": main.binding,
    }
    if len(interfaces) > 1:
        wire["additionalInterfaces"] = [
            {"url": interface.url, "transport": interface.binding} for interface in interfaces
        ]
    wire["security"] = [{_SCHEME: []}]
    return wire


def _write_extension(extension: Extension) -> dict[str, Any]:
    wire: dict[str, Any] = {"uri": extension.uri}
    if extension.description:
        wire["description"] = extension.description
    if extension.required:
        wire["required"] = True
    if extension.params is not None:
        wire["params"] = extension.params
    return wire


def _write_skill(skill: CardSkill) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "id": skill.id,
        "name": skill.name,
        "description": skill.description,
        "tags": list(skill.tags),
    }
    if skill.examples:
        wire["examples"] = list(skill.examples)
    if skill.input_modes:
        wire["inputModes"] = list(skill.input_modes)
    if skill.output_modes:
        wire["outputModes"] = list(skill.output_modes)
    return wire
