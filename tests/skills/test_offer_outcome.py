"""What a buyer decides about an offer is taken note of, and told to the operator."""

import pytest

from gateway.core.errors import InvalidParams
from gateway.skillkit.load import load_skills
from tests.skills.conftest import FOLDER, Run


@pytest.mark.parametrize("kind", ["award", "no_award", "deal_closed"])
async def test_each_decision_is_noted_with_its_reference(run: Run, kind: str) -> None:
    noted = await run("offer_outcome", type=kind, ref="PR-1", subject="blocks", message="Thanks")

    assert (noted["status"], noted["ref"]) == ("noted", "PR-1")


async def test_an_award_promises_no_more_than_a_person_will_confirm(run: Run) -> None:
    noted = await run("offer_outcome", type="award", ref="PR-1", offer={"total_price": 1})

    assert noted["note"] == "Thank you. A person of ours confirms the order."


async def test_what_is_no_decision_is_refused(run: Run) -> None:
    with pytest.raises(InvalidParams) as caught:
        await run("offer_outcome", type="order", ref="PR-1")

    assert [violation.field for violation in caught.value.violations] == ["type"]


def test_the_operator_is_told() -> None:
    assert load_skills([FOLDER])["offer_outcome"].trust == "notify"
