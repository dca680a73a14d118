"""What a card asks of its callers as proof, in the same words for every generation of cards."""

from typing import Final

from gateway.core.json import Json, JsonObject

# The members that wrap a scheme in 1.0, and the types of 0.3.
_WRAPPED: Final = {
    "apiKeySecurityScheme": "apiKey",
    "httpAuthSecurityScheme": "http",
    "oauth2SecurityScheme": "oauth2",
    "openIdConnectSecurityScheme": "openIdConnect",
    "mtlsSecurityScheme": "mutualTLS",
}
_URLS: Final = ("authorizationUrl", "deviceAuthorizationUrl", "tokenUrl", "refreshUrl")


def read_security(wire: JsonObject) -> dict[str, str]:
    """Each scheme by its name, and under ``required`` which of them a call needs."""
    schemes = _object(wire.get("securitySchemes"))
    found = {name: _read_scheme(_object(scheme)) for name, scheme in schemes.items()}
    found |= _read_authentication(_object(wire.get("authentication")))
    required = _read_requirements(wire)
    return {**found, "required": required} if required else found


def _read_scheme(scheme: JsonObject) -> str:
    kind = _text(scheme, "type")
    for member, wrapped in _WRAPPED.items():
        if member in scheme:
            kind, scheme = wrapped, _object(scheme[member])
    place = _text(scheme, "location") or _text(scheme, "in")
    words = [kind, _text(scheme, "scheme").lower(), place, _text(scheme, "name")]
    words += [_text(scheme, "openIdConnectUrl"), _text(scheme, "oauth2MetadataUrl")]
    for name, flow in sorted(_object(scheme.get("flows")).items()):
        words += [name, *(_text(_object(flow), url) for url in _URLS)]
    return " ".join(filter(None, words))


def _read_authentication(old: JsonObject) -> dict[str, str]:
    """Of 0.2 and MoltFlow: ``{schemes: [...]}`` or ``{type, endpoint}``."""
    listed = old.get("schemes")
    words = [word for word in listed if isinstance(word, str)] if isinstance(listed, list) else []
    words += [_text(old, "type"), _text(old, "endpoint")]
    said = " ".join(filter(None, words))
    return {"authentication": said} if said else {}


def _read_requirements(wire: JsonObject) -> str:
    """``a + b | c``: both of the first two, or the third."""
    new, old = wire.get("securityRequirements"), wire.get("security")
    ways: list[str] = []
    for entry in new if isinstance(new, list) else old if isinstance(old, list) else []:
        names = _object(entry).get("schemes") if isinstance(new, list) else entry
        ways.append(" + ".join(sorted(_object(names))) or "nothing")
    return " | ".join(sorted(set(ways)))


def _object(value: Json) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _text(wire: JsonObject, member: str) -> str:
    value = wire.get(member)
    return value if isinstance(value, str) else ""
