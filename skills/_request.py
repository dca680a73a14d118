"""What a buyer's agent asks for, read leniently: they name the same things differently, and send
more than is needed."""

from datetime import date
from typing import Annotated, Any, Final

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, field_validator, model_validator

from ._catalogue import Quantity

_PLACES: Final = ("destination", "region", "country", "ship_to", "deliver_to")


class RequestArgs(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    product: Annotated[str, Field(min_length=1, max_length=500)] = Field(
        description="name, alias or article number",
        validation_alias=AliasChoices("product", "subject", "item", "article"),
    )
    quantity: Quantity = Field(validation_alias=AliasChoices("quantity", "qty"))
    unit: str = Field("", max_length=32, description="pieces, or left out")
    spec: dict[str, Any] = Field(
        default_factory=dict,
        description="what it must be like, by field",
        validation_alias=AliasChoices("spec", "specification", "specs"),
    )
    currency: str = Field("", max_length=8, description="of the prices; ours where left out")
    needed_by: date | None = Field(
        None,
        description="the last day to deliver",
        validation_alias=AliasChoices(
            "needed_by", "neededBy", "delivery_required_by", "required_by", "delivery_by"
        ),
    )
    destination: str = Field(
        "",
        max_length=200,
        description="where to deliver, with the country",
        validation_alias=AliasChoices(*_PLACES),
    )
    ref: str = Field("", max_length=64, description="the buyer's own reference")

    @model_validator(mode="before")
    @classmethod
    def _leave_out_nulls(cls, said: Any) -> Any:
        if not isinstance(said, dict):
            return said
        return {name: value for name, value in said.items() if value is not None}

    @field_validator("needed_by", mode="before")
    @classmethod
    def _read_day(cls, value: Any) -> Any:
        return value.partition("T")[0] if isinstance(value, str) else value

    @property
    def features(self) -> dict[str, Any]:
        """The specification without where to deliver, which some write there."""
        return {field: asked for field, asked in self.spec.items() if field not in _PLACES}

    @property
    def place(self) -> str:
        said = (str(self.spec[field]) for field in _PLACES if field in self.spec)
        return self.destination or next(said, "")
