"""Whether the rule of an award can be followed at all: it goes by fields that peers are asked for.

A slip in a name would leave every offer without a figure, and the ranking to the peers' names. That
is seen before anyone is asked, and not when the answers are there.
"""

from collections.abc import Iterator
from typing import Final

from gateway.contract import read_contract
from gateway.core.errors import Violation
from gateway.core.names import say_names
from gateway.deals.figures import find_asked
from gateway.deals.request import AwardRule, DealRequest
from gateway.deals.wrong import wrong_fields

_DEFAULT: Final = AwardRule()
"""What a rule says where nothing is said: a request that was written has all of it set."""


def check_award(request: DealRequest) -> None:
    """Raise InvalidParams, which names each field of the rule that the contract does not have.

    A contract that lets answers have more than it names is taken at that.
    """
    schema = read_contract(request.response_schema).schema
    asked = schema.get("properties")
    if not isinstance(asked, dict) or schema.get("additionalProperties", True) is not False:
        return
    why = f"is no field of the response schema; those are: {say_names(asked)}"
    wrong = tuple(
        Violation(path, f"{name!r} {why}")
        for path, name in _named(request)
        if find_asked(request, asked, name.partition(".")[0]) is None
    )
    if wrong:
        raise wrong_fields(*wrong)


def _named(request: DealRequest) -> Iterator[tuple[str, str]]:
    """What the rule goes by: what it leaves to the defaults counts where nothing else does."""
    award = request.award
    for index, weight in enumerate(award.weights):
        yield f"award.weights.{index}.field", weight.field
    for index, limit in enumerate(award.limits):
        yield f"award.limits.{index}.field", limit.field
    is_alone = not (award.weights or award.delivery or award.reliability)
    if is_alone or award.price_field != _DEFAULT.price_field:
        yield "award.price_field", award.price_field
    if award.delivery or award.delivery_field != _DEFAULT.delivery_field:
        yield "award.delivery_field", award.delivery_field
