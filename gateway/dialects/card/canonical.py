"""The bytes of a card that a signature is over (A2A 1.0 section 8.4.1, RFC 8785).

Readers disagree about empty members. The specification drops them unless they are required, and
leaves the params of an extension as they are; the official SDKs drop whatever is empty, at any
depth. So a card has two canonical forms, and is signed in both: one signature that holds is enough.
"""

from typing import Any, Final

import rfc8785

from gateway.core.json import JsonObject

_MAX_INTEGER: Final = 2**53 - 1


def write_canonical(wire: JsonObject) -> tuple[bytes, ...]:
    """The forms of a card in the pure 1.0 form: that of the specification, then that of the SDKs.

    One where they are the same.
    """
    unsigned = {name: value for name, value in wire.items() if name != "signatures"}
    strict = {**unsigned, **_without_scopes(unsigned)}
    # A dict, for its keys in their order.
    return tuple({rfc8785.dumps(_numbers(form)): None for form in (strict, _dense(unsigned))})


def canonical_forms(wire: JsonObject) -> tuple[bytes, ...]:
    """The forms of a card of any origin that its signatures may be over; none for what has none."""
    unsigned = {name: value for name, value in wire.items() if name != "signatures"}
    try:
        as_it_came = rfc8785.dumps(_numbers(unsigned))
    except (rfc8785.CanonicalizationError, RecursionError):
        return ()
    try:
        return (as_it_came, *write_canonical(wire))
    except (AttributeError, KeyError, TypeError):
        # Its requirements are not such as we write.
        return (as_it_came, rfc8785.dumps(_numbers(_dense(unsigned))))


def _without_scopes(wire: JsonObject) -> JsonObject:
    """The requirements without empty lists: all else that ``write_card`` writes is no default."""
    if "securityRequirements" not in wire:
        return {}
    requirements = [
        {"schemes": {name: _dense(scopes) or {} for name, scopes in entry["schemes"].items()}}
        for entry in wire["securityRequirements"]
    ]
    return {"securityRequirements": requirements}


def _dense(value: Any) -> Any:
    """Without what is empty or becomes so; None where nothing is left."""
    match value:
        case dict():
            kept = ((name, _dense(item)) for name, item in value.items())
            return {name: item for name, item in kept if item is not None} or None
        case list():
            return [item for item in map(_dense, value) if item is not None] or None
        case "":
            return None
        case _:
            return value


def _numbers(value: Any) -> Any:
    """With each integer that a double does not hold as the double that readers make of it."""
    match value:
        case dict():
            return {name: _numbers(item) for name, item in value.items()}
        case list():
            return [_numbers(item) for item in value]
        case int() if not -_MAX_INTEGER <= value <= _MAX_INTEGER:
            return float(value)
        case _:
            return value
