"""The whole story of a deal in the order of time, put together from what was kept when it happened.

Nothing is kept for it alone: who was asked and what each answered are the history of the offers;
what was decided and who was told of it are rows of the audit, which are found by their ids.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.deal import Deal, Offer
from gateway.core.json import decode_own
from gateway.core.notice import NoticeType
from gateway.deals.request import read_request
from gateway.deals.say import say_offer, say_what
from gateway.store.base import TenantStore
from gateway.store.notice import NoticeQuery
from gateway.store.records import Activity

AWARDED: Final = "AwardDeal"
CLOSED: Final = "CloseDeal"
ARCHIVED: Final = "ArchiveDeal"
FOLLOWED: Final = "FollowDeal"
"""The operations of the audit rows of decisions."""

_WORDS: Final = {
    AWARDED: "awarded",
    CLOSED: "closed",
    ARCHIVED: "archived",
    FOLLOWED: "followed",
}
_DELIVERED: Final = {
    "success": "and it answered",
    "pending": "which it has yet to answer",
    "dispatched": "not delivered so far",
}
_MOST_NOTICES: Final = 1000


class Entry(Struct, frozen=True):
    """``what`` is one word for what happened, ``text`` the same in a line. ``by`` is the person who
    decided, "" where nobody did; ``expected_at`` when a peer's human will, 0 for unknown.
    ``activity_id`` is the audit row to read on in."""

    at: int
    what: str
    text: str
    peer: str = ""
    by: str = ""
    expected_at: int = 0
    activity_id: str = ""


def decision_id(deal: Deal) -> str:
    """The audit row of the decision that this version of the deal was saved with."""
    return f"{deal.id}-{deal.version}"


async def read_record(store: TenantStore, deal: Deal) -> Sequence[Entry]:
    """Oldest first."""
    request = read_request(deal.request)
    history = await store.deals.list_history(deal.id)
    found = [await _opening(store, deal, say_what(request), history)]
    found += (_of_offer(offer, request.currency) for offer in _news(history))
    if deal.settled_at:
        words = "settled: all have answered, or their time is up"
        found.append(Entry(deal.settled_at, "settled", words))
    found += [entry async for entry in _decisions(store, deal)]
    found += [entry async for entry in _improvements(store, deal)]
    return sorted(found, key=attrgetter("at"))


async def _opening(store: TenantStore, deal: Deal, what: str, history: Iterable[Offer]) -> Entry:
    count = len({offer.peer for offer in history})
    row = await store.find_activity(f"{deal.id}-opened")
    by = "" if row is None else _read(row.input).get("by", "")
    peers = "1 peer is" if count == 1 else f"{count} peers are"
    return Entry(deal.opened_at, "opened", f"opened: {what}; {peers} asked", by=by)


def _news(history: Iterable[Offer]) -> Iterator[Offer]:
    """Without those that only note another call by which the peer was asked again."""
    known: dict[str, Offer] = {}
    for offer in history:
        old = known.get(offer.peer)
        if old is None or replace(offer, at=old.at, activity_id=old.activity_id) != old:
            yield offer
        known[offer.peer] = offer


def _of_offer(offer: Offer, currency: str) -> Entry:
    return Entry(
        offer.at,
        offer.kind.value,
        say_offer(offer, currency),
        offer.peer,
        expected_at=offer.expected_at,
        activity_id=offer.activity_id,
    )


async def _decisions(store: TenantStore, deal: Deal) -> AsyncIterator[Entry]:
    """Each with those who are told of it."""
    for version in range(1, deal.version + 1):
        row = await store.find_activity(f"{deal.id}-{version}")
        if row is None:
            continue
        yield _of_decision(row)
        for peer, call_id in _read(row.output).get("told", {}).items():
            call = await store.find_activity(call_id)
            if call is not None:
                yield _of_letter(row, peer, call)


def _of_decision(row: Activity) -> Entry:
    said = _read(row.input)
    text, note = said.get("text", ""), said.get("note", "")
    return Entry(
        row.at,
        _WORDS.get(row.operation, row.operation),
        f"{text} ({note})" if note else text,
        row.peer,
        by=said.get("by", ""),
        activity_id=row.id,
    )


def _of_letter(decision: Activity, peer: str, call: Activity) -> Entry:
    if decision.operation == CLOSED:
        told = "told that the deal is closed"
    elif decision.operation == FOLLOWED:
        told = "asked again"
    elif peer == decision.peer:
        told = "told that its offer is taken"
    else:
        told = "told that another offer was taken"
    how = _DELIVERED.get(call.status, f"not delivered: {call.error}")
    return Entry(call.at, "told", f"{told}, {how}", peer, activity_id=call.id)


async def _improvements(store: TenantStore, deal: Deal) -> AsyncIterator[Entry]:
    """As long as notices are kept."""
    query = NoticeQuery((NoticeType.DEAL_IMPROVED,), subject=deal.id, limit=_MOST_NOTICES)
    for notice in await store.notices.list_page(query):
        how = notice.data.get("improvement", "")
        yield Entry(notice.at, "improved", f"is better: {how}", notice.peer)


def _read(text: str) -> dict[str, Any]:
    found = decode_own(text.encode()) if text else {}
    return found if isinstance(found, dict) else {}
