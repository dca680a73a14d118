"""Any card that is met: 1.0, 0.3, 0.2, both in one, MoltFlow's, OpenAgora's.

What is missing is empty and what has the wrong type is taken as missing, since a card describes and
grants nothing; only what is no card at all is refused. An interface without a known version has the
version "" and has to be probed. MoltFlow's ``rpc_endpoint`` is an interface of the version
``moltflow``, its address often relative to where the card was found.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from gateway.core.card import AgentCard, Capabilities, CardSkill, Extension, Interface, Provider
from gateway.core.errors import InvalidAgentResponse
from gateway.core.json import Json, JsonObject

MOLTFLOW: Final = "moltflow"
_SIGNS: Final = ("name", "skills", "protocolVersion", "supportedInterfaces")
_T = TypeVar("_T")


def read_card(wire: Json) -> AgentCard:
    """Raise InvalidAgentResponse for what is no card."""
    if not isinstance(wire, dict) or not any(wire.get(sign) for sign in _SIGNS):
        raise InvalidAgentResponse("not an agent card")
    capabilities = wire.get("capabilities")
    # MoltFlow and the like list what they can do as words, in place of skills.
    words = _texts(capabilities)
    return AgentCard(
        name=_text(wire, "name"),
        description=_text(wire, "description"),
        version=_text(wire, "version"),
        interfaces=tuple(dict.fromkeys((*_read_interfaces(wire), *_read_old_interfaces(wire)))),
        capabilities=_read_capabilities(wire, _object(capabilities), words),
        skills=_each(wire.get("skills"), _read_skill) or tuple(map(_read_word, words)),
        default_input_modes=_texts(wire.get("defaultInputModes")),
        default_output_modes=_texts(wire.get("defaultOutputModes")),
        provider=_read_provider(wire.get("provider")),
        documentation_url=_text(wire, "documentationUrl"),
        icon_url=_text(wire, "iconUrl"),
        signatures=_each(wire.get("signatures"), lambda item: _object(item) or None),
    )


def _read_interfaces(wire: JsonObject) -> tuple[Interface, ...]:
    return _each(wire.get("supportedInterfaces"), _read_interface)


def _read_interface(wire: Json) -> Interface | None:
    if not isinstance(wire, dict) or not _text(wire, "url"):
        return None
    return Interface(
        _text(wire, "url"),
        _text(wire, "protocolBinding") or _text(wire, "transport") or "JSONRPC",
        _read_version(wire),
        _text(wire, "tenant"),
    )


def _read_old_interfaces(wire: JsonObject) -> list[Interface]:
    version = _read_version(wire)
    found: list[Interface] = []
    if url := _text(wire, "url"):
        found.append(Interface(url, _text(wire, "preferredTransport") or "JSONRPC", version))
    others = _each(wire.get("additionalInterfaces"), _read_interface)
    found += [Interface(other.url, other.binding, version) for other in others]
    if endpoint := _text(wire, "rpc_endpoint"):
        found.append(Interface(endpoint, "JSONRPC", MOLTFLOW))
    return found


def _read_version(wire: JsonObject) -> str:
    """``Major.Minor``; "" when it is not said."""
    return ".".join(_text(wire, "protocolVersion").split(".")[:2])


def _read_capabilities(wire: JsonObject, flags: JsonObject, words: tuple[str, ...]) -> Capabilities:
    extended = flags.get("extendedAgentCard"), wire.get("supportsAuthenticatedExtendedCard")
    return Capabilities(
        streaming=flags.get("streaming") is True or "streaming" in words,
        push_notifications=flags.get("pushNotifications") is True,
        extended_card=True in extended,
        extensions=_each(flags.get("extensions"), _read_extension),
    )


def _read_extension(wire: Json) -> Extension | None:
    if not isinstance(wire, dict) or not _text(wire, "uri"):
        return None
    return Extension(
        _text(wire, "uri"),
        _text(wire, "description"),
        wire.get("required") is True,
        _object(wire.get("params")) or None,
    )


def _read_skill(wire: Json) -> CardSkill | None:
    if isinstance(wire, str):
        return _read_word(wire)
    if not isinstance(wire, dict):
        return None
    name = _text(wire, "id") or _text(wire, "name")
    if not name:
        return None
    return CardSkill(
        name,
        _text(wire, "name") or name,
        _text(wire, "description"),
        _texts(wire.get("tags")),
        _texts(wire.get("examples")),
        _texts(wire.get("inputModes")),
        _texts(wire.get("outputModes")),
    )


def _read_word(word: str) -> CardSkill:
    return CardSkill(word, word, "", ())


def _read_provider(wire: Json) -> Provider | None:
    if not isinstance(wire, dict) or not _text(wire, "organization"):
        return None
    return Provider(_text(wire, "organization"), _text(wire, "url"))


def _each(wire: Json, read: Callable[[Json], _T | None]) -> tuple[_T, ...]:
    items = wire if isinstance(wire, list) else []
    return tuple(value for item in items if (value := read(item)) is not None)


def _text(wire: JsonObject, member: str) -> str:
    value = wire.get(member)
    return value if isinstance(value, str) else ""


def _texts(wire: Json) -> tuple[str, ...]:
    return _each(wire, lambda item: item if isinstance(item, str) else None)


def _object(wire: Json) -> JsonObject:
    return wire if isinstance(wire, dict) else {}
