"""The statements of the deals; see ``store.deal`` for their rules."""

from typing import Any, Final

from gateway.core.deal import Deal, DealState, Offer, OfferKind
from gateway.core.json import decode_own, encode
from gateway.store.deal import STANDING, ChangeDeal, DealQuery, DealWrite, OpenDeal, SaveOffer
from gateway.store.sql.text import Row, Step, Steps, insert, select

_DEAL_COLUMNS: Final = (
    "tenant",
    "id",
    "ref",
    "state",
    "request",
    "opened_at",
    "deadline",
    "settled_at",
    "awarded_to",
    "awarded_at",
    "closed_at",
    "note",
    "version",
)
_OFFER_COLUMNS: Final = (
    "tenant",
    "deal_id",
    "peer",
    "standing",
    "kind",
    "asked_at",
    "at",
    "activity_id",
    "answer",
    "reason",
    "differs",
    "expected_at",
    "is_late",
)

OPEN_DEAL: Final = insert("deals", _DEAL_COLUMNS)
# Its values are those of the other columns, then the tenant, the id and the version.
CHANGE_DEAL: Final = (
    f"UPDATE deals SET {', '.join(f'{column} = ?' for column in _DEAL_COLUMNS[2:])}"  # noqa: S608
    " WHERE tenant = ? AND id = ? AND version = ? - 1"
)
SAVE_OFFER: Final = insert("deal_offers", _OFFER_COLUMNS)
DEALS_ORDER: Final = (OPEN_DEAL, CHANGE_DEAL, SAVE_OFFER)

NEXT_REF: Final = (
    "INSERT INTO deal_refs (tenant, year, last) VALUES (?, ?, 1)"
    " ON CONFLICT (tenant, year) DO UPDATE SET last = last + 1 RETURNING last"
)
FIND_DEAL: Final = select(_DEAL_COLUMNS, "deals WHERE tenant = ? AND id = ?")
FIND_DEAL_BY_REF: Final = select(_DEAL_COLUMNS, "deals WHERE tenant = ? AND ref = ?")
LIST_UNSETTLED: Final = select(
    _DEAL_COLUMNS, "deals WHERE tenant = ? AND settled_at = 0 ORDER BY deadline, id"
)

# By this an answer counts before another. Of a group, the columns beside the one max() are those of
# the row that has it.
_RANK: Final = "standing * 1000000000000 + seq"
_COUNTS: Final = select((*_OFFER_COLUMNS, f"max({_RANK})"), "deal_offers")
_OF_DEAL: Final = "WHERE tenant = ? AND deal_id = ?"
LIST_OFFERS: Final = f"{_COUNTS} {_OF_DEAL} GROUP BY peer ORDER BY peer"
LIST_ASKED: Final = (
    f"{_COUNTS} {_OF_DEAL} GROUP BY peer HAVING max(standing) = 0 ORDER BY peer LIMIT ?"
)
COUNT_KINDS: Final = (
    f"SELECT kind, count(*) FROM (SELECT kind, max({_RANK}) FROM deal_offers {_OF_DEAL}"  # noqa: S608
    " GROUP BY peer) GROUP BY kind"
)
_FIRST: Final = f"ORDER BY {_RANK} DESC LIMIT 1"
FIND_OFFER: Final = select(_OFFER_COLUMNS, f"deal_offers {_OF_DEAL} AND peer = ? {_FIRST}")
FIND_ASKED_BY: Final = select(
    _OFFER_COLUMNS, f"deal_offers WHERE tenant = ? AND activity_id = ? {_FIRST}"
)
LIST_HISTORY: Final = select(_OFFER_COLUMNS, f"deal_offers {_OF_DEAL} ORDER BY seq")
LIST_HISTORY_OF_PEER: Final = select(
    _OFFER_COLUMNS, f"deal_offers {_OF_DEAL} AND peer = ? ORDER BY seq"
)
LIST_PAST_OFFERS: Final = select(
    tuple(f"offer.{column}" for column in _OFFER_COLUMNS),
    "json_each(?2) AS name CROSS JOIN deal_offers AS offer ON offer.seq IN"  # noqa: S608
    # Grouped by deals, it would be sought by them, in those of every peer.
    f" (SELECT max({_RANK}) % 1000000000000 FROM deal_offers INDEXED BY deal_offers_by_peer"
    " WHERE tenant = ?1 AND peer = name.value GROUP BY deal_id ORDER BY min(seq) DESC LIMIT ?3)"
    " ORDER BY offer.seq",
)


def list_deals(tenant: str, query: DealQuery) -> tuple[str, Row]:
    """The text and the values of one page."""
    where = ["tenant = ?"]
    values: list[str | int] = [tenant]
    if query.before is not None:
        where.append("(opened_at, id) < (?, ?)")
        values += [query.before, query.before_id]
    if query.state is not None:
        where.append("state = ?")
        values.append(query.state.value)
    rest = f"deals WHERE {' AND '.join(where)} ORDER BY opened_at DESC, id DESC LIMIT ?"
    return select(_DEAL_COLUMNS, rest), (*values, query.limit)


def write_deals(tenant: str, write: DealWrite) -> Steps:
    match write:
        case OpenDeal(deal, offers):
            opened = Step(OPEN_DEAL, _write_deal(tenant, deal))
            return (opened, *(Step(SAVE_OFFER, _write_offer(tenant, offer)) for offer in offers))
        case ChangeDeal(deal):
            tenant_and_id, values = (row := _write_deal(tenant, deal))[:2], row[2:]
            return (Step(CHANGE_DEAL, (*values, *tenant_and_id, deal.version)),)
        case SaveOffer(offer):
            return (Step(SAVE_OFFER, _write_offer(tenant, offer)),)


def read_deal(row: Row) -> Deal:
    values: dict[str, Any] = dict(zip(_DEAL_COLUMNS[1:], row[1:], strict=True))
    state, request = DealState(values["state"]), decode_own(values["request"].encode())
    return Deal(**{**values, "state": state, "request": request})


def read_offer(row: Row) -> Offer:
    values: dict[str, Any] = dict(zip(_OFFER_COLUMNS, row, strict=False))
    return Offer(
        deal_id=values["deal_id"],
        peer=values["peer"],
        kind=OfferKind(values["kind"]),
        asked_at=values["asked_at"],
        at=values["at"],
        activity_id=values["activity_id"],
        values=decode_own(values["answer"].encode()),
        reason=values["reason"],
        differs=tuple(decode_own(values["differs"].encode())),
        expected_at=values["expected_at"],
        is_late=bool(values["is_late"]),
    )


def _write_deal(tenant: str, deal: Deal) -> Row:
    return (
        tenant,
        deal.id,
        deal.ref,
        deal.state.value,
        encode(deal.request).decode(),
        deal.opened_at,
        deal.deadline,
        deal.settled_at,
        deal.awarded_to,
        deal.awarded_at,
        deal.closed_at,
        deal.note,
        deal.version,
    )


def _write_offer(tenant: str, offer: Offer) -> Row:
    return (
        tenant,
        offer.deal_id,
        offer.peer,
        STANDING[offer.kind],
        offer.kind.value,
        offer.asked_at,
        offer.at,
        offer.activity_id,
        encode(offer.values).decode(),
        offer.reason,
        encode(offer.differs).decode(),
        offer.expected_at,
        int(offer.is_late),
    )
