"""What an invitation looks like on its way: the file that is handed over, and what each side says.

Other software may send them too (docs/invite.md): members that are not known here are passed over,
and nothing that is refused is repeated, for it may be a secret in the wrong place.
"""

from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from gateway.core.errors import InvalidParams, Violation
from gateway.core.json import Json, JsonObject

VERSION: Final = 1

_Line = Annotated[str, Field(min_length=1, max_length=200)]
_Address = Annotated[str, Field(min_length=1, max_length=2048)]


class _Letter(BaseModel):
    model_config = ConfigDict(frozen=True)

    peergate_invite: Literal[1] = VERSION

    def write(self) -> JsonObject:
        return self.model_dump(mode="json")


class InviteFile(_Letter):
    """Who has it may become a peer of ours, once. ``fingerprint`` is the thumbprint (RFC 7638) of
    ``key``, a JWK, which signs the card at ``card_url``.
    """

    agent: _Line
    card_url: _Address
    invitation_url: _Address = Field(repr=False)
    fingerprint: _Line
    key: dict[str, Any]
    expires: AwareDatetime


class Introduction(_Letter):
    """What each side tells the other of itself. ``token`` is what the other calls it with, and at
    ``tokens_url`` it takes a new one to call the other with, "" for nowhere.
    """

    card_url: _Address
    card: dict[str, Any]
    key: dict[str, Any]
    token: Annotated[str, Field(min_length=20, max_length=512, pattern="^[!-~]+$", repr=False)]
    tokens_url: Annotated[str, Field(max_length=2048)] = ""


_AnyLetter = TypeVar("_AnyLetter", InviteFile, Introduction)


def read_invite(wire: Json) -> InviteFile:
    """Raise InvalidParams that names what is wrong."""
    return _read(InviteFile, wire, "this is no invitation")


def read_introduction(wire: Json) -> Introduction:
    """Raise InvalidParams that names what is wrong."""
    return _read(Introduction, wire, "this is no answer to an invitation")


def _read(kind: type[_AnyLetter], wire: Json, what: str) -> _AnyLetter:
    if not isinstance(wire, dict) or wire.get("peergate_invite") != VERSION:
        raise InvalidParams(f"{what}: peergate_invite must be {VERSION}")
    try:
        return kind.model_validate(wire)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False, include_context=False)
    violations = tuple(
        Violation(".".join(map(str, detail["loc"])), detail["msg"]) for detail in details
    )
    wrong = "; ".join(f"{item.field}: {item.description}" for item in violations)
    raise InvalidParams(f"{what}: {wrong}", violations=violations)
