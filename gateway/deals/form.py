"""What kinds of requests ask for, and what is best of each, where nobody has said otherwise.

As the files in examples/deals do it, which an operator may begin with instead.
"""

import re
from typing import Any, Final

from msgspec import Struct

from gateway.core.json import JsonObject
from gateway.deals.request import QUOTE_REQUEST

_STATUS: Final = {"status": "quoted | declined | pending_review"}


class Form(Struct, frozen=True):
    """``words`` tell a sentence of this kind. ``shape`` is the contract and ``price_field`` one of
    its fields; both have the currency in their names where ``{}`` stands. ``weights`` are pairs of
    a field and its weight, of which lower is better; ``higher`` are the others.
    """

    type: str
    words: re.Pattern[str]
    skill: str
    shape: JsonObject
    price_field: str
    weights: JsonObject
    delivery: float
    reliability: float
    delivery_field: str = "delivery_date"
    higher: frozenset[str] = frozenset()

    def write_shape(self, currency: str) -> dict[str, Any]:
        return {_named(name, currency): value for name, value in self.shape.items()} | _STATUS

    def write_award(self, currency: str, wanted: int, budget: float | None) -> dict[str, Any]:
        price = _named(self.price_field, currency)
        weights = [
            {
                "field": _named(field, currency),
                "weight": weight,
                "better": "higher" if field in self.higher else "lower",
            }
            for field, weight in self.weights.items()
        ]
        return {
            "price_field": price,
            "delivery_field": self.delivery_field,
            "weights": weights,
            "delivery": self.delivery,
            "reliability": self.reliability,
            "wanted": wanted,
            **({} if budget is None else {"limits": [{"field": price, "maximum": budget}]}),
        }


PROCUREMENT: Final = Form(
    "procurement_request",
    re.compile(""),
    QUOTE_REQUEST,
    {
        "unit_price{}": "number",
        "total_price{}": "number",
        "delivery_date": "date",
        "moq": "number",
        "validity_days": "number",
    },
    "total_price{}",
    {"total_price{}": 0.6},
    delivery=0.2,
    reliability=0.2,
)
FORMS: Final = (
    Form(
        "freight_request",
        re.compile(r"\b(?:ship|transport|freight|haulage|forwarding)", re.IGNORECASE),
        "quote_freight",
        {"price{}": "number", "pickup_date": "date", "delivery_date": "date", "co2_kg": "number"},
        "price{}",
        {"price{}": 0.5, "co2_kg": 0.2},
        delivery=0.1,
        reliability=0.2,
    ),
    Form(
        "candidate_request",
        re.compile(r"\b(?:hire|recruit|candidate|consultant|developer|freelance)", re.IGNORECASE),
        "propose_candidate",
        {
            "candidate_ref": "string",
            "fit_score": "number",
            "hourly_rate{}": "number",
            "start_date": "date",
        },
        "hourly_rate{}",
        {"fit_score": 0.6, "hourly_rate{}": 0.25},
        delivery=0.05,
        reliability=0.1,
        delivery_field="start_date",
        higher=frozenset({"fit_score"}),
    ),
    PROCUREMENT,
)
"""The first whose words are said; the last one is for all else."""


def find_form(text: str) -> Form:
    """``text`` is the sentence, or the type of a request itself."""
    named = (form for form in FORMS if form.type == text)
    told = (form for form in FORMS if form.words.search(text))
    return next(named, next(told, PROCUREMENT))


def _named(field: str, currency: str) -> str:
    return field.format(f"_{currency.lower()}" if currency else "")
