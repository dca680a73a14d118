"""``peergate activity`` over a running gateway and without one."""

import signal
from collections.abc import Iterator

import pytest

from tests.e2e.caller import Caller
from tests.e2e.operator.following import following
from tests.e2e.say import ASKED, QUOTE, native
from tests.e2e.site import STOP_SECONDS, Gateway, Site

LONG = "a_skill_with_a_name_that_is_longer_than_any_column"


def call(site: Site, gateway: Gateway, peer: str = "acme") -> None:
    assert Caller(gateway.url, site.tokens[peer]).post(native("get_quote", ASKED)).json == QUOTE


@pytest.fixture(scope="module")
def told(template: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with three calls of two peers, on which a gateway runs."""
    site = template.copy_to(tmp_path_factory.mktemp("told"))
    with site.serve() as gateway:
        call(site, gateway)
        call(site, gateway, "rival")
        Caller(gateway.url, site.tokens["acme"]).post(native(LONG, {}))
        yield site


def test_the_newest_call_is_the_last_line(told: Site) -> None:
    done = told.run("activity")

    header, *lines = done.stdout.splitlines()
    assert header.split() == ["TIME", "PEER", "CALLED", "DIALECT", "STATUS", "TOOK"]
    words = [line.split() for line in lines]
    assert [(line[2], line[3], line[4]) for line in words] == [
        ("←", "acme", "get_quote"),
        ("←", "rival", "get_quote"),
        ("←", "acme", LONG),
    ]
    assert words[2][5:8] == ["SKILL_NOT_FOUND", "native", "error"]


@pytest.mark.parametrize("width", [80, 100, 120])
def test_it_fits_the_terminal_and_cuts_nothing(told: Site, width: int) -> None:
    text = told.run("activity", COLUMNS=str(width)).stdout

    header, *lines = text.splitlines()
    assert max(map(len, lines)) <= width
    start, end = header.index("CALLED"), header.index("DIALECT")
    assert LONG in "".join(line[start:end].strip() for line in lines)


def test_one_peers_calls_and_no_more_than_asked_for(told: Site) -> None:
    assert [row["peer"] for row in told.json("activity", "--peer", "rival")] == ["rival"]
    assert [row["skill"] for row in told.json("activity", "--limit", "1")] == [LONG]


def test_json_is_the_rows_in_the_order_of_the_table(told: Site) -> None:
    rows = told.json("activity")

    assert [row["status"] for row in rows] == ["success", "success", "error"]
    assert rows[0]["at"] <= rows[1]["at"] <= rows[2]["at"]


def test_it_is_the_same_when_the_gateway_has_stopped(site: Site) -> None:
    with site.serve() as gateway:
        call(site, gateway)
        running = site.json("activity")

    assert site.json("activity") == running
    assert not (site.folder / "data" / "peergate.sock").exists()


def test_a_new_site_says_so(site: Site) -> None:
    assert site.run("activity").stdout == "There were no calls yet.\n"


def test_calls_are_shown_while_they_come_until_the_gateway_stops(site: Site) -> None:
    with site.serve() as gateway:
        call(site, gateway)
        with following(site, "activity", "--follow", "--json") as follower:
            assert follower.read_row()["peer"] == "acme"
            call(site, gateway, "rival")
            assert follower.read_row()["peer"] == "rival"
            gateway.terminate()
            assert follower.process.wait(STOP_SECONDS) == 0


def test_the_table_grows_line_by_line(site: Site) -> None:
    with site.serve() as gateway:
        call(site, gateway)
        with following(site, "activity", "--follow", "--peer", "acme") as follower:
            assert follower.read_line().startswith("TIME ")
            assert "get_quote" in follower.read_line()
            call(site, gateway, "rival")
            call(site, gateway)
            assert "acme" in follower.read_line()


@pytest.fixture
def foreground() -> Iterator[None]:
    """What a script begins in the background ignores Ctrl-C, and so does all that it begins."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("foreground")
def test_ctrl_c_is_no_failure(told: Site) -> None:
    with following(told, "activity", "--follow") as follower:
        follower.read_line()
        follower.process.send_signal(signal.SIGINT)
        assert follower.process.wait(STOP_SECONDS) == 0


def test_there_is_nothing_to_follow_without_a_gateway(site: Site) -> None:
    done = site.run("activity", "--follow")

    assert done.returncode == 1
    assert "no gateway runs on" in done.stderr
    assert "peergate serve" in done.stderr
