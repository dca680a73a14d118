"""Who is asked: a pure choice among the rows of the config and the cards that are known.

What is named has to be there, so that a slip of the pen leaves nobody out unseen.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gateway.config.audience import Audience
from gateway.core.errors import Violation
from gateway.core.names import say_names
from gateway.core.peer import Peer, PeerStatus
from gateway.deals.wrong import wrong_fields
from gateway.outbox.card_says import offers_skill


def choose_peers(
    audience: Audience, rows: Sequence[Peer], cards: Mapping[str, str]
) -> Sequence[Peer]:
    """Each peer once, in the order of the rows; ``cards`` are JSON texts by the peers' names.

    Raise InvalidParams that names what leads to nobody.
    """
    reachable = list_reachable(rows)
    if wrong := (
        *_wrong_names(audience.peers, rows),
        *_wrong_tags(audience.tags, reachable),
        *_wrong_skills(audience.skills, reachable, cards),
    ):
        raise wrong_fields(*wrong)
    chosen = [
        row
        for row in reachable
        if audience.all
        or row.name in audience.peers
        or not set(audience.tags).isdisjoint(row.tags)
        or any(_offers(row, skill, cards) for skill in audience.skills)
    ]
    if not chosen:
        why = "no peer is active and has a url" if rows else "no peers are configured"
        raise wrong_fields(Violation("audience", f"nobody can be asked, for {why}"))
    return chosen


def list_reachable(rows: Sequence[Peer]) -> Sequence[Peer]:
    """Those that can be asked at all."""
    return [row for row in rows if not _why_not(row)]


def _why_not(row: Peer) -> str:
    """Why the peer cannot be asked, "" when it can."""
    if row.status is not PeerStatus.ACTIVE:
        return f"is {row.status}"
    return "" if row.url or row.endpoint else "has no url in its row, and only calls us"


def _wrong_names(names: Iterable[str], rows: Sequence[Peer]) -> Iterator[Violation]:
    by_name = {row.name: row for row in rows}
    for name in names:
        if name not in by_name:
            known = _say_known(by_name, "peers")
            yield Violation("audience.peers", f"no row is named {name!r}; {known}")
        elif why := _why_not(by_name[name]):
            yield Violation("audience.peers", f"{name} {why}")


def _wrong_tags(tags: Iterable[str], reachable: Sequence[Peer]) -> Iterator[Violation]:
    known = {tag for row in reachable for tag in row.tags}
    for tag in tags:
        if tag not in known:
            words = f"no peer that can be asked is tagged {tag!r}; {_say_known(known, 'tags')}"
            yield Violation("audience.tags", words)


def _wrong_skills(
    skills: Iterable[str], reachable: Sequence[Peer], cards: Mapping[str, str]
) -> Iterator[Violation]:
    for skill in skills:
        if not any(_offers(row, skill, cards) for row in reachable):
            words = (
                f"no card that is known offers {skill!r}; `peergate discover NAME` looks at a"
                " peer's card again"
            )
            yield Violation("audience.skills", words)


def _offers(row: Peer, skill: str, cards: Mapping[str, str]) -> bool:
    return offers_skill(cards.get(row.name, ""), skill)


def _say_known(names: Iterable[str], what: str) -> str:
    known = say_names(sorted(names), "")
    return f"known {what}: {known}" if known else f"there are no {what}"
