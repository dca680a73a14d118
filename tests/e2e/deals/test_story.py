"""The story of a deal over real HTTP: asked, answered, awarded, and a better offer that is late."""

from tests.e2e.deadline import wait_for
from tests.e2e.deals.conftest import A, Market
from tests.e2e.deals.terminal import Terminal


def test_a_deal_from_the_request_to_the_archive(market: Market) -> None:
    buyer = market.buyer

    view = buyer.json("deal", "open", str(market.request), "--wait-most", "20s")

    assert {offer["peer"]: offer["kind"] for offer in view["offers"]} == {
        "a": "quoted",
        "b": "declined",
        "c": "pending_review",
    }
    assert view["settled_at"]
    assert [place["peer"] for place in view["ranking"]["places"]] == ["a"]
    offers = {offer["peer"]: offer for offer in view["offers"]}
    assert offers["a"]["values"] == A
    assert "only 1 200 in stock" in offers["b"]["reason"]
    assert offers["c"]["values"]["price_range"] == [4.1, 4.3]
    assert offers["c"]["expected_at"]

    shown = buyer.run("deal", "show", "PR-2027-0847").stdout
    assert "4 000 pieces of DIN rail terminal blocks, needed by 2027-04-28" in shown
    assert "16 800 SEK" in shown
    assert "our pricing desk decides" in shown
    assert "→" in shown

    awarded = buyer.run("deal", "award", "PR-2027-0847", "a", "--note", "best")
    assert awarded.returncode == 0, awarded.stderr
    assert "PR-2027-0847 is awarded to a: total_price 16 800 SEK" in awarded.stdout
    again = buyer.run("deal", "award", "PR-2027-0847", "a")
    assert again.stdout == "PR-2027-0847 was awarded to a already; nothing changed.\n"
    other = buyer.run("deal", "award", "PR-2027-0847", "b")
    assert other.returncode == 1
    assert "This deal is awarded already: PR-2027-0847 went to a" in other.stderr

    followed = buyer.run("deal", "follow", "PR-2027-0847")
    assert followed.stdout == "c: its task is looked at now.\n"
    market.approve("c")
    wait_for(lambda: market.kinds()["c"] == "quoted")
    wait_for(lambda: "200 SEK cheaper, 2 days later" in record_of(market))

    assert buyer.run("deal", "archive", "PR-2027-0847").returncode == 0
    told = record_of(market)
    for words in (
        "3 peers are asked",
        "declined: only 1 200 in stock",
        "a human of theirs will decide",
        "awarded to a",
        "told that its offer is taken, and it answered",
        "already awarded to a",
        "archived",
    ):
        assert words in told, told
    assert "local:" in told


def test_the_winner_hears_of_it_once(market: Market) -> None:
    buyer = market.buyer
    buyer.json("deal", "open", str(market.request), "--wait-most", "20s")

    done = buyer.json("deal", "award", "PR-2027-0847", "a", "--message", "Welcome!")
    buyer.json("deal", "award", "PR-2027-0847", "a", "--message", "Welcome!")

    call = done["told"]["a"]
    wait_for(lambda: status_of(market, call) == "success")
    heard = [
        row
        for row in market.suppliers["a"].json("activity")
        if row["operation"] == "SendMessage" and row["skill"] != "offer_blocks"
    ]
    assert len(heard) == 1


def test_at_a_terminal_the_offer_is_shown_and_the_award_confirmed(market: Market) -> None:
    buyer = market.buyer
    buyer.json("deal", "open", str(market.request), "--wait-most", "20s")
    for answer, code, words in (("n", 1, "nothing was awarded"), ("y", 0, "is awarded to a")):
        with Terminal(buyer, "deal", "award", "PR-2027-0847", "a") as terminal:
            terminal.answer("Award it to a?", answer)
            ended, said = terminal.end()
        assert ended == code, said
        assert "DIN rail terminal blocks: a quoted: total_price 16 800 SEK" in said
        assert words in said


def record_of(market: Market) -> str:
    return market.buyer.run("deal", "record", "PR-2027-0847").stdout


def status_of(market: Market, activity_id: str) -> str:
    rows = market.buyer.json("activity", "--limit", "100")
    return next(row["status"] for row in rows if row["id"] == activity_id)
