"""What peers say never takes the screen away from what the buyer decides by."""

from typing import Any

import pytest

from gateway.cli.deal.show import write_view
from gateway.core.deal import Deal, DealState, OfferKind
from gateway.deals.rank import rank
from gateway.deals.summary import recommend
from gateway.http.operator.deal_view import write_deal, write_offer
from tests.deals.story import DEADLINE, NINE, OPENED, REQUEST, offer


def view_of(kind: OfferKind = OfferKind.COUNTER, **values: Any) -> dict[str, Any]:
    offers = [offer("supplier-a"), offer("supplier-b", kind, **values)]
    ranking = rank(REQUEST, offers, {})
    deal = Deal("deal-1", "PR-1", DealState.OPEN, REQUEST.write(), OPENED, DEADLINE)
    return {
        **write_deal(deal),
        "request": REQUEST.write(),
        "counts": {"all": 2, "quoted": 1, "counter": 1},
        "offers": [write_offer(one) for one in offers],
        "ranking": ranking.write(),
        "recommendation": recommend(REQUEST, offers, ranking, NINE),
    }


@pytest.mark.parametrize(
    "said", ["A" * 60_000, ["A" * 60_000], {"day": "A" * 60_000}], ids=["text", "list", "table"]
)
def test_a_long_answer_is_cut(capsys: pytest.CaptureFixture[str], said: object) -> None:
    write_view(view_of(delivery_date=said))
    shown = capsys.readouterr().out
    assert "16 800 SEK" in shown
    assert "A" * 20 in shown
    assert max(map(len, shown.splitlines())) < 1000


def test_what_would_drive_the_terminal_is_shown_as_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_view(view_of(delivery_date="[bold]soon[/]\x1b[2J\u202e"))
    shown = capsys.readouterr().out
    assert r"[bold]soon[/]\x1b[2J\u202e" in shown
    assert "\x1b" not in shown


def test_the_note_of_an_offer_that_waits_repeats_no_column(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_view(view_of(OfferKind.PENDING_REVIEW, total_price_sek=16_550, warranty="2 years"))
    waits = next(line for line in capsys.readouterr().out.splitlines() if "supplier-b  p" in line)
    assert waits.count("16 550") == 1
    assert "warranty 2 years" in waits
