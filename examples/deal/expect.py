"""What must have come of it: each expectation is said in words, and held or not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from examples.deal.cast import EXPECTED, QUOTES, REVIEWS
from examples.deal.world import World
from examples.stage import screen, tell

MOST_SECONDS: Final = 60
_SILENT: Final = ("timed_out", "unreachable")


class Expectations:
    def __init__(self) -> None:
        self._failed = 0
        self._held = 0

    def expect(self, holds: bool, words: str, found: object = "") -> None:
        """Count it, and say what was found instead where it does not hold."""
        self._held += holds
        self._failed += not holds
        mark, style = ("✓", "green") if holds else ("✗", "red")
        instead = "" if holds else f": {found}"
        screen.print(f"{mark} {words}{instead}", style=style, markup=False)

    def expect_kinds(self, world: World, view: Mapping[str, Any]) -> None:
        """Each answer is what the shape of its supplier says."""
        names = [each.name for each in world.suppliers] + [each.name for each in world.scripted]
        found = {offer["peer"]: offer["kind"] for offer in view["offers"]}
        wrong = {
            name: f"{found.get(name)} instead of {EXPECTED[name]}"
            for name in names
            if found.get(name) != EXPECTED[name]
        }
        self.expect(not wrong, f"each of {len(names)} answers is what it is", wrong)
        came = [offer for offer in view["offers"] if offer["kind"] not in _SILENT]
        last = max(_seconds(view["opened_at"], offer["at"]) for offer in came)
        slowest = max(each.seconds for each in world.scripted)
        tell(f"The slowest supplier took {slowest:g} s; all answers were known after {last:.1f} s.")
        self.expect(last < MOST_SECONDS, f"all answers are known within {MOST_SECONDS} s", last)
        best = next((place["peer"] for place in view["ranking"]["places"]), "nobody")
        self.expect(best == QUOTES, f"{QUOTES} ranks first", best)
        said = str(view["recommendation"])
        self.expect(QUOTES in said, f"the recommendation names {QUOTES}", said)

    def expect_asked_once(self, world: World, *, was_killed: bool) -> None:
        """One message each; without a kill in between it was sent once, too."""
        seen = world.seen()
        asked = {name: about.get("request", []) for name, about in seen.items()}
        silent = {each.name for each in world.scripted if each.shape in ("gone", "locked")}
        missed = {each.name for each in world.scripted} - silent - asked.keys()
        self.expect(not missed, "every supplier that can be reached was asked", missed)
        twice = {name: ids for name, ids in asked.items() if len(set(ids)) > 1}
        self.expect(not twice, "nobody was asked for it twice", twice)
        if not was_killed:
            retried = {"busy"}
            shapes = {each.name: each.shape for each in world.scripted}
            again = {
                n: ids for n, ids in asked.items() if len(ids) > 1 and shapes[n] not in retried
            }
            self.expect(not again, "no request was sent twice", again)
        awarded = [name for name, about in seen.items() if "award" in about]
        self.expect(not awarded, "the confirmation went to the winner alone", awarded)

    def expect_improved(self, notices: list[Any]) -> None:
        """The late offer is noticed, with what it has over the one that was taken."""
        said = [str(notice["data"]) for notice in notices if notice["peer"] == REVIEWS]
        noticed = any("cheaper" in words and f"awarded to {QUOTES}" in words for words in said)
        self.expect(noticed, f"the cheaper offer of {REVIEWS} is noticed", notices)

    def conclude(self) -> int:
        """The exit code."""
        tell(f"\n{self._held} of {self._held + self._failed} expectations held.")
        return 1 if self._failed else 0


def _seconds(begin: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds()
