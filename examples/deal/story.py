"""The story itself: asked, answered, ranked, awarded; then what came late, and the record."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from examples.company import Company
from examples.deal.cast import QUOTES, REVIEWS
from examples.deal.expect import MOST_SECONDS, Expectations
from examples.deal.world import World
from examples.stage import screen, show_command, step, tell

DEADLINE_SECONDS: Final = 30
FEW_SECONDS: Final = 15
_FEW: Final = 10
_LOOK_SECONDS: Final = 0.5
_SOME: Final = 2

T = TypeVar("T")


def play(world: World, file: Path, *, kills: bool) -> int:
    """Return 0 where everything came as it must."""
    held = Expectations()
    asked = len(world.suppliers) + len(world.scripted)
    request = world.write_request(file, FEW_SECONDS if asked < _FEW else DEADLINE_SECONDS)
    ref = str(request["ref"])

    step("1", f"The buyer asks {asked} suppliers for {request['subject']}")
    _show_request(file)
    begun = time.monotonic()
    _do(world.buyer, "deal", "open", str(file))
    if kills:
        _kill_both(world, ref)
    approval = _wait("a supplier's human is asked", lambda: _find_approval(world.reviewer))
    view = _wait("all answered, or the time is up", lambda: _find_settled(world.buyer, ref))
    seconds = time.monotonic() - begun

    step("2", f"After {seconds:.0f} s everybody's answer is known")
    _do(world.buyer, "deal", "show", ref)
    held.expect_kinds(world, view)

    step("3", "The first decision: the buyer takes the recommended offer")
    _do(world.buyer, "deal", "award", ref, QUOTES, "--note", "as recommended", "--tell-others")
    held.expect(
        _wait("the winner has it", lambda: _find_confirmed(world.buyer, ref)),
        f"{QUOTES} has the confirmation",
    )

    step("4", f"The second decision: the sales manager of {REVIEWS} says yes")
    _do(world.reviewer, "approvals", "show", approval)
    _do(world.reviewer, "approvals", "approve", approval, "--note", "a good customer")

    step("5", "The buyer's gateway hears of it by itself, and says what it means")
    notices = _wait("the late offer is noticed", lambda: _find_improved(world.buyer))
    _do(world.buyer, "notices", "list", "--type", "deal.improved")
    held.expect_improved(notices)

    step("6", "The whole of it is on record")
    _do(world.buyer, "deal", "archive", ref, "--note", "the order is with A")
    _do(world.buyer, "deal", "record", ref)

    step("7", "Was it all as it must be?")
    held.expect_asked_once(world, was_killed=kills)
    return held.conclude()


def _kill_both(world: World, ref: str) -> None:
    """The buyer while answers come in, the supplier while its human is waited for."""
    counts = _wait("some have answered", lambda: _find_answers(world.buyer, ref))
    answered = counts["all"] - counts.get("asked", 0)
    tell(f"kill -9: the buyer's gateway, when {answered} have answered. It is started again.")
    world.kill(world.buyer)
    world.open(world.buyer)
    _wait("a supplier's human is asked", lambda: _find_approval(world.reviewer))
    tell(f"kill -9: the gateway of {REVIEWS}, while its human is waited for. The same.")
    world.kill(world.reviewer)
    world.open(world.reviewer)


def _show_request(file: Path) -> None:
    for line in file.read_text(encoding="utf-8").splitlines():
        screen.print(f"    {line}", style="cyan", markup=False)


def _do(company: Company, *arguments: str) -> None:
    """Type a command, and show what it says."""
    shown = [Path(each).name if each.startswith("/") else each for each in arguments]
    show_command(company.name, *shown)
    screen.print(company.peergate(*arguments).rstrip(), markup=False, soft_wrap=True)


def _ask(company: Company, *arguments: str) -> Any:
    return json.loads(company.peergate(*arguments, "--json"))


def _wait(what: str, find: Callable[[], T | None]) -> T:
    """What is found at last; raise TimeoutError."""
    end = time.monotonic() + MOST_SECONDS
    while (found := find()) is None:
        if time.monotonic() > end:
            raise TimeoutError(f"waited {MOST_SECONDS} s until {what}")
        time.sleep(_LOOK_SECONDS)
    return found


def _find_answers(buyer: Company, ref: str) -> dict[str, int] | None:
    """How many answered what, once some have."""
    counts: dict[str, int] = _ask(buyer, "deal", "show", ref)["counts"]
    return counts if counts["all"] - counts.get("asked", 0) > _SOME else None


def _find_settled(buyer: Company, ref: str) -> Any:
    view = _ask(buyer, "deal", "show", ref)
    return view if view["settled_at"] is not None else None


def _find_approval(supplier: Company) -> str | None:
    waiting = _ask(supplier, "approvals", "list")
    return str(waiting[0]["id"]) if waiting else None


def _find_confirmed(buyer: Company, ref: str) -> bool | None:
    """Whether the winner has answered that its offer is taken."""
    told = _ask(buyer, "deal", "record", ref)["record"]
    return True if any(_is_confirmation(entry) for entry in told) else None


def _is_confirmation(entry: Any) -> bool:
    said = entry["what"], entry["peer"]
    return said == ("told", QUOTES) and "and it answered" in entry["text"]


def _find_improved(buyer: Company) -> list[Any] | None:
    notices: list[Any] = _ask(buyer, "notices", "list", "--type", "deal.improved")
    return notices if any(notice["peer"] == REVIEWS for notice in notices) else None
