"""A request to many, as an operator writes it: a file, a body, or what was drafted from a sentence.

Peers are shown the request itself; the audience and the rule of the award are for us alone.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)

from gateway.config import say_why
from gateway.config.audience import Audience
from gateway.contract import read_contract
from gateway.core.errors import GatewayError, Violation
from gateway.core.json import Json, JsonObject, encode
from gateway.core.span import find_seconds
from gateway.deals.wrong import wrong_fields

QUOTE_REQUEST: Final = "quote_request"
"""The skill that peers are asked by, where their card offers it and the request names no other."""

_PATTERNS: Final = {
    "ref": "must be letters, digits and . _ / - alone",
    "currency": "must be three capital letters such as SEK",
}
_MOST_SECONDS: Final = 366 * 86_400
# Each peer is owed one of its own.
_MOST_SPEC: Final = 32 * 1024

_Name = Annotated[str, Field(min_length=1, max_length=64)]


class _Table(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False
    )


class Weight(_Table):
    """How much a field of the offers counts, and which way: shares of the sum of all weights."""

    field: _Name
    weight: Annotated[float, Field(gt=0, le=1000)] = 1
    better: Literal["lower", "higher"] = "lower"


class Limit(_Table):
    """What a field must be for the offer to qualify at all; at least one of the three is said."""

    field: _Name
    minimum: float | None = Field(None, validation_alias=AliasChoices("minimum", "min"))
    maximum: float | None = Field(None, validation_alias=AliasChoices("maximum", "max"))
    equals: Json = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        least, most = self.minimum, self.maximum
        if least is None and most is None and self.equals is None:
            raise ValueError("must say a minimum, a maximum or equals")
        if least is not None and most is not None and least > most:
            raise ValueError("the minimum is above the maximum, which no offer can keep")
        return self


class AwardRule(_Table):
    """``delivery_field`` holds the date that ``needed_by`` is compared with. The weights of
    ``delivery`` (earlier is better) and ``reliability`` count as those of fields do; 0 leaves them
    out. Offers are in ``price_field``, the amount that approvals and notices speak of.
    """

    weights: tuple[Weight, ...] = ()
    limits: tuple[Limit, ...] = ()
    price_field: str = "total_price"
    delivery_field: str = "delivery_date"
    delivery: Annotated[float, Field(ge=0, le=1000)] = 0
    reliability: Annotated[float, Field(ge=0, le=1000)] = 0
    wanted: Annotated[int, Field(ge=1, le=1000)] = 3

    @model_validator(mode="after")
    def _counts_each_field_once(self) -> Self:
        fields = [weight.field for weight in self.weights]
        for field in fields:
            if fields.count(field) > 1:
                raise ValueError(f"{field} has two weights")
        return self


class DealRequest(_Table):
    """``ref`` "" has one made. ``deadline`` is a moment, or a time from now in seconds, or ``24h``.

    ``needed_by`` is the last day on which the thing may be delivered. ``message`` is for peers that
    have no such skill, "" has one written from the rest.
    """

    type: _Name
    subject: Annotated[str, Field(min_length=1, max_length=500)]
    ref: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9._/-]*$")] = ""
    spec: dict[_Name, Json] = Field(default_factory=dict)
    quantity: Annotated[Decimal, Field(gt=0, le=10**15)] | None = None
    unit: Annotated[str, Field(max_length=32)] = ""
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    needed_by: date | None = None
    response_schema: Json = Field(
        validation_alias=AliasChoices("response_schema", "responseSchema")
    )
    deadline: datetime | timedelta = timedelta(hours=24)
    audience: Audience
    skill: _Name = QUOTE_REQUEST
    message: Annotated[str, Field(max_length=4000)] = ""
    award: AwardRule = Field(default_factory=AwardRule)

    @field_validator("deadline", mode="wrap")
    @classmethod
    def _is_to_come(cls, said: Any, read: ValidatorFunctionWrapHandler) -> datetime | timedelta:
        seconds = find_seconds(said) if isinstance(said, str) else said
        if isinstance(seconds, int | float) and not isinstance(seconds, bool):
            said = timedelta(seconds=max(0, min(seconds, 2 * _MOST_SECONDS)))
        try:
            deadline: datetime | timedelta = read("" if isinstance(said, bool) else said)
        except ValidationError:
            raise ValueError(
                "must be a moment such as 2027-04-20T12:00:00Z, or a time from now such as 24h"
            ) from None
        if isinstance(deadline, timedelta):
            if not 0 < deadline.total_seconds() <= _MOST_SECONDS:
                raise ValueError("must be more than no time, and at most 366 days")
        elif deadline.tzinfo is None:
            raise ValueError("must name its time zone, as 2027-04-20T12:00:00Z does")
        else:
            _check_in_utc(deadline)
        return deadline

    @field_validator("spec")
    @classmethod
    def _is_short(cls, spec: dict[str, Json]) -> dict[str, Json]:
        if len(encode(spec)) > _MOST_SPEC:
            raise ValueError(f"must be at most {_MOST_SPEC} bytes; refer to what is longer")
        return spec

    @field_validator("response_schema")
    @classmethod
    def _can_be_promised(cls, asked: Json) -> Json:
        try:
            read_contract(asked)
        except GatewayError as error:
            raise ValueError(error.message) from None
        return asked

    def write(self) -> JsonObject:
        """As JSON, from which ``read_request`` makes the same one."""
        return self.model_dump(mode="json", by_alias=False)


def read_request(wire: Any) -> DealRequest:
    """Raise InvalidParams that names each field that is wrong, and why."""
    try:
        return DealRequest.model_validate(wire)
    except ValidationError as error:
        wrong = tuple(
            _describe(".".join(map(str, found["loc"])) or "request", found["type"], found["msg"])
            for found in error.errors(include_url=False, include_input=False, include_context=False)
        )
    raise wrong_fields(*wrong)


def _check_in_utc(moment: datetime) -> None:
    try:
        moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("is too far away") from None


def _describe(field: str, kind: str, message: str) -> Violation:
    if kind == "string_pattern_mismatch" and field in _PATTERNS:
        return Violation(field, _PATTERNS[field])
    return Violation(field, say_why(kind, message))
