"""One tenant's deals in the SQLite file."""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from gateway.core.deal import Deal, Offer, OfferKind
from gateway.store.deal import MOST_ASKED, DealQuery
from gateway.store.engine.sqlite_batch import transaction
from gateway.store.engine.sqlite_reader import Reader
from gateway.store.engine.sqlite_writer import Writer
from gateway.store.sql.deals import (
    COUNT_KINDS,
    FIND_ASKED_BY,
    FIND_DEAL,
    FIND_DEAL_BY_REF,
    FIND_OFFER,
    LIST_ASKED,
    LIST_HISTORY,
    LIST_HISTORY_OF_PEER,
    LIST_OFFERS,
    LIST_PAST_OFFERS,
    LIST_UNSETTLED,
    NEXT_REF,
    list_deals,
    read_deal,
    read_offer,
)
from gateway.store.sql.outbox import write_names
from gateway.store.sql.text import Row


class SqliteDeals:
    def __init__(self, tenant: str, writer: Writer, reader: Reader) -> None:
        self._tenant = tenant
        self._writer = writer
        self._reader = reader

    async def next_ref(self, year: int) -> int:
        number: int = await self._writer.run(partial(_count_up, (self._tenant, year)))
        return number

    async def find(self, deal_id: str) -> Deal | None:
        return self._find_deal(FIND_DEAL, deal_id)

    async def find_by_ref(self, ref: str) -> Deal | None:
        return self._find_deal(FIND_DEAL_BY_REF, ref)

    async def list_page(self, query: DealQuery) -> Sequence[Deal]:
        rows = await self._reader.scan(*list_deals(self._tenant, query))
        return [read_deal(row) for row in rows]

    async def list_unsettled(self) -> Sequence[Deal]:
        return [read_deal(row) for row in await self._reader.scan(LIST_UNSETTLED, (self._tenant,))]

    async def list_offers(self, deal_id: str) -> Sequence[Offer]:
        return await self._list_offers(LIST_OFFERS, deal_id)

    async def list_asked(self, deal_id: str, limit: int = MOST_ASKED) -> Sequence[Offer]:
        return await self._list_offers(LIST_ASKED, deal_id, limit)

    async def count_kinds(self, deal_id: str) -> Mapping[OfferKind, int]:
        rows = await self._reader.scan(COUNT_KINDS, (self._tenant, deal_id))
        return {OfferKind(kind): count for kind, count in rows}

    async def find_offer(self, deal_id: str, peer: str) -> Offer | None:
        return self._find_offer(FIND_OFFER, deal_id, peer)

    async def find_asked_by(self, activity_id: str) -> Offer | None:
        return self._find_offer(FIND_ASKED_BY, activity_id)

    async def list_history(self, deal_id: str, peer: str = "") -> Sequence[Offer]:
        if peer:
            return await self._list_offers(LIST_HISTORY_OF_PEER, deal_id, peer)
        return await self._list_offers(LIST_HISTORY, deal_id)

    async def list_past_offers(self, peers: Collection[str], limit: int) -> Sequence[Offer]:
        return await self._list_offers(LIST_PAST_OFFERS, write_names(peers), limit)

    def _find_deal(self, text: str, name: str) -> Deal | None:
        row = self._reader.find(text, (self._tenant, name))
        return None if row is None else read_deal(row)

    def _find_offer(self, text: str, *values: str) -> Offer | None:
        row = self._reader.find(text, (self._tenant, *values))
        return None if row is None else read_offer(row)

    async def _list_offers(self, text: str, *values: object) -> Sequence[Offer]:
        rows = await self._reader.scan(text, (self._tenant, *values))
        return [read_offer(row) for row in rows]


def _count_up(values: Row, connection: sqlite3.Connection) -> int:
    with transaction(connection):
        return int(connection.execute(NEXT_REF, values).fetchone()[0])
