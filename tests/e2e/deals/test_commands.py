"""What the commands about deals refuse, and a request that is asked for word by word."""

import json

import pytest

from tests.e2e.deals.conftest import LOOPBACK, REQUEST
from tests.e2e.deals.terminal import Terminal
from tests.e2e.site import Site

TEXT = "We need 4,000 DIN rail terminal blocks, 2.5 mm², grey, by April 28, 2099."


@pytest.fixture
def buyer(site: Site) -> Site:
    """A folder with a supplier that cannot be reached, and no gateway that runs."""
    site.remove_peers()
    site.add_peer("supplier")
    site.edit_peer("supplier", url="http://127.0.0.1:9", plain_http=True, networks=LOOPBACK)
    return site


def file_of(site: Site, **changes: object) -> str:
    file = site.folder / "request.json"
    file.write_text(json.dumps({**REQUEST, **changes}))
    return str(file)


def test_a_file_that_is_wrong_names_each_field_and_asks_nobody(buyer: Site) -> None:
    done = buyer.run("deal", "open", file_of(buyer, currency="kronor", qty=4))

    assert done.returncode == 1
    assert "  currency: " in done.stderr
    assert "  qty: is not a key that is known here" in done.stderr
    assert buyer.json("deal", "list") == []


def test_without_a_gateway_a_deal_is_kept_for_the_next_one(buyer: Site) -> None:
    opened = buyer.json("deal", "open", file_of(buyer))

    assert opened["counts"] == {"all": 1, "asked": 1}
    (waiting,) = buyer.json("outbox", "list")
    assert (waiting["peer"], waiting["kind"]) == ("supplier", "call")
    shown = buyer.run("deal", "show", "PR-2027-0847").stdout
    assert "1 asked: none answered yet" in shown
    # Opened again it is the same one.
    assert buyer.json("deal", "open", file_of(buyer))["id"] == opened["id"]
    other = buyer.run("deal", "open", file_of(buyer, quantity=5000))
    assert other.returncode == 1
    assert "quantity" in other.stderr


def test_to_wait_for_answers_takes_a_gateway(buyer: Site) -> None:
    done = buyer.run("deal", "open", file_of(buyer), "--wait")

    assert done.returncode == 1
    assert "start one with `peergate serve`" in done.stderr


def test_waiting_ends_when_it_is_to(buyer: Site) -> None:
    with buyer.serve():
        done = buyer.run("deal", "open", file_of(buyer), "--wait-most", "0.5s")

    assert done.returncode == 0, done.stderr
    assert "Opened PR-2027-0847: 1 peer is asked" in done.stderr
    assert "supplier  asked" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("show", "PR-1"), 1, "no deal has the reference or the id 'PR-1'"),
        (("award", "PR-1", "supplier"), 1, "no deal"),
        (("record", "PR-1"), 1, "no deal"),
        (("open", "absent.toml"), 1, "there is no file absent.toml"),
        (("list", "--state", "lost"), 2, "lost"),
        (("award", "PR-1"), 2, "PEER"),
        (("open", "-", "--wait-most", "soon"), 2, "must be a time such as"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_refused_and_what_is_wrong_usage(
    buyer: Site, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = buyer.run("deal", *arguments)

    assert done.returncode == code
    assert words in done.stderr
    assert done.stdout == ""


def test_a_deal_of_its_own_is_awarded_closed_and_put_away_by_name(buyer: Site) -> None:
    buyer.json("deal", "open", file_of(buyer))

    early = buyer.run("deal", "award", "PR-2027-0847", "supplier")
    undecided = buyer.run("deal", "archive", "PR-2027-0847")
    closed = buyer.run("deal", "close", "PR-2027-0847", "--note", "no money")
    again = buyer.run("deal", "close", "PR-2027-0847")
    archived = buyer.run("deal", "archive", "PR-2027-0847")

    assert early.stderr == ("Refused: This offer cannot be taken: supplier has not answered yet\n")
    assert "award or close PR-2027-0847 first" in undecided.stderr
    assert closed.stdout == "PR-2027-0847 is closed.\nNot asked any more: supplier.\n"
    assert again.stdout == "PR-2027-0847 was closed already; nothing changed.\n"
    assert archived.stdout == "PR-2027-0847 is archived.\n"
    assert buyer.json("outbox", "list") == []
    assert "closed (no money)" in buyer.run("deal", "record", "PR-2027-0847").stdout


def test_what_a_sentence_leaves_open_is_named_where_nobody_can_be_asked(buyer: Site) -> None:
    done = buyer.run("ask", TEXT, "--yes")

    assert done.returncode == 1
    assert "  currency: " in done.stderr
    assert "  audience: " in done.stderr
    assert buyer.json("deal", "list") == []


def test_a_complete_request_is_opened_when_that_is_said(buyer: Site) -> None:
    answers = ("--set", "currency=SEK", "--set", "audience=supplier")

    shown = buyer.run("ask", TEXT, *answers)
    draft = buyer.json("ask", TEXT, *answers)
    opened = buyer.json("ask", TEXT, *answers, "--yes")

    assert shown.returncode == 1
    assert "4 000" in shown.stdout
    assert shown.stderr == "Refused: nobody was asked; --yes opens it\n"
    assert draft["questions"] == []
    assert draft["request"]["audience"] == {"peers": ["supplier"]}
    assert [deal["ref"] for deal in buyer.json("deal", "list")] == [opened["ref"]]


@pytest.mark.parametrize(
    "given", [("currency",), ("=SEK",), ("colour=grey", "currency=SEK")], ids=str
)
def test_an_answer_to_no_question_is_refused(buyer: Site, given: tuple[str, ...]) -> None:
    options = [part for answer in given for part in ("--set", answer)]

    done = buyer.run("ask", TEXT, *options, "--yes")

    assert done.returncode in (1, 2)
    assert done.stderr
    assert buyer.json("deal", "list") == []


def test_at_a_terminal_the_missing_is_asked_for_and_the_draft_confirmed(buyer: Site) -> None:
    with Terminal(buyer, "ask", TEXT) as terminal:
        terminal.answer("currency", "crowns")
        terminal.answer("Who shall be asked", "supplier")
        # What is no answer is asked for once more, with the reason.
        terminal.answer("is no currency", "SEK")
        terminal.answer("Ask them?", "y")
        code, said = terminal.end()

    assert code == 0, said
    (deal,) = buyer.json("deal", "list")
    assert f"Opened {deal['ref']}: 1 peer is asked" in said


def test_who_says_no_at_the_terminal_asks_nobody(buyer: Site) -> None:
    answers = ("--set", "currency=SEK", "--set", "audience=supplier")

    with Terminal(buyer, "ask", TEXT, *answers) as terminal:
        terminal.answer("Ask them?", "n")
        code, said = terminal.end()

    assert code == 1
    assert "nobody was asked" in said
    assert buyer.json("deal", "list") == []
