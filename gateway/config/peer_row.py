"""One ``[[peers]]`` row: another company's agent as the operator writes it down."""

from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from gateway.config.fields import (
    Endpoint,
    LocalPath,
    Moment,
    Name,
    Network,
    Seconds,
    Sha256,
    TokenRef,
    Url,
)
from gateway.config.section import Section
from gateway.config.url import check_https
from gateway.core.peer import ALL_SKILLS, Dedupe, Peer, PeerStatus

DialectName = Literal[
    "auto",
    "a2a-1.0",
    "a2a-0.3",
    "tasks",
    "flowwink",
    "native",
    "negotiate",
    "responses",
    "moltflow",
]


class TokenRow(Section):
    """A token that this peer may call with; only its hash is kept."""

    id: Name
    hash: Sha256 = Field(repr=False)
    expires: Moment | None = None

    @property
    def expires_ms(self) -> int | None:
        """When it dies, in milliseconds since the epoch; None for never."""
        return None if self.expires is None else int(self.expires.timestamp() * 1000)


class PeerRow(Section):
    """``url`` may be left out for a peer that only calls us.

    ``outbound_token`` is a reference, ``stored`` for the token that the store keeps.
    ``client_cert`` and ``client_key`` are PEM files: who we are to a peer that asks for that.
    """

    name: Name
    plain_http: bool = False
    url: Url = ""
    status: PeerStatus = PeerStatus.ACTIVE
    tokens: tuple[TokenRow, ...] = ()
    outbound_token: TokenRef = ""
    dialect: DialectName = "auto"
    binding: Literal["", "jsonrpc", "rest"] = ""
    endpoint: Endpoint = ""
    skills: tuple[str, ...] = (ALL_SKILLS,)
    dedupe: Dedupe = "auto"
    compat_envelope: bool = False
    compat_contract: bool = False
    networks: tuple[Network, ...] = ()
    tags: tuple[str, ...] = ()
    timeout: Seconds | None = None
    client_cert: LocalPath | None = None
    client_key: LocalPath | None = None
    model: Annotated[str, Field(max_length=128, pattern=r"^[!-~]*$")] = ""

    @field_validator("tokens")
    @classmethod
    def _check_ids(cls, tokens: tuple[TokenRow, ...]) -> tuple[TokenRow, ...]:
        if len({token.id for token in tokens}) < len(tokens):
            raise ValueError("two tokens have the same id")
        return tokens

    @field_validator("url", "endpoint")
    @classmethod
    def _check_scheme(cls, value: str, info: ValidationInfo) -> str:
        # Fields are checked in their order, so plain_http stands above these two.
        if value and not value.startswith("/") and not info.data.get("plain_http"):
            check_https(value)
        return value

    @model_validator(mode="after")
    def _check_certificate(self) -> Self:
        if (self.client_cert is None) != (self.client_key is None):
            raise ValueError("client_cert and client_key must be set together")
        return self

    def as_peer(self) -> Peer:
        """The row for the core, without the hashes of its tokens."""
        return Peer(
            name=self.name,
            url=self.url,
            status=self.status,
            dialect=self.dialect,
            binding=self.binding,
            endpoint=self.endpoint,
            skills=self.skills,
            dedupe=self.dedupe,
            compat_envelope=self.compat_envelope,
            compat_contract=self.compat_contract,
            networks=self.networks,
            plain_http=self.plain_http,
            tags=self.tags,
            outbound_token=self.outbound_token,
            timeout=self.timeout,
            model=self.model,
            client_cert=str(self.client_cert or ""),
            client_key=str(self.client_key or ""),
        )
