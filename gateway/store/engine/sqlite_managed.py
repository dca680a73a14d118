"""One tenant's managed peers, their secrets and the invitations in the SQLite file."""

from functools import partial

from gateway.store.engine.sqlite_batch import delete
from gateway.store.engine.sqlite_reader import Reader
from gateway.store.engine.sqlite_writer import Writer
from gateway.store.invitation import Invitation
from gateway.store.managed import ManagedPeer, PeerSecret, Purpose
from gateway.store.sql.invitations import (
    FIND_INVITATION,
    FORGET_ANSWERS,
    FORGET_INVITATIONS,
    LIST_INVITATIONS,
    WITHDRAW,
    read_invitation,
)
from gateway.store.sql.managed import (
    FIND_MANAGED,
    FIND_SECRET,
    LIST_MANAGED,
    LIST_SECRETS,
    read_managed,
    read_secret,
)


class SqliteManaged:
    def __init__(self, tenant: str, reader: Reader) -> None:
        self._tenant = tenant
        self._reader = reader

    async def find(self, name: str) -> ManagedPeer | None:
        row = self._reader.find(FIND_MANAGED, (self._tenant, name))
        return read_managed(row) if row is not None else None

    async def list_all(self) -> list[ManagedPeer]:
        rows = await self._reader.scan(LIST_MANAGED, (self._tenant,))
        return [read_managed(row) for row in rows]

    async def list_secrets(self, purpose: Purpose) -> list[PeerSecret]:
        rows = await self._reader.scan(LIST_SECRETS, (self._tenant, purpose.value))
        return [read_secret(row) for row in rows]

    async def find_secret(self, peer: str, purpose: Purpose) -> PeerSecret | None:
        row = self._reader.find(FIND_SECRET, (self._tenant, peer, purpose.value))
        return read_secret(row) if row is not None else None


class SqliteInvitations:
    def __init__(self, tenant: str, writer: Writer, reader: Reader) -> None:
        self._tenant = tenant
        self._writer = writer
        self._reader = reader

    async def find(self, code_hash: str) -> Invitation | None:
        row = self._reader.find(FIND_INVITATION, (self._tenant, code_hash))
        return read_invitation(row) if row is not None else None

    async def list_all(self) -> list[Invitation]:
        rows = await self._reader.scan(LIST_INVITATIONS, (self._tenant,))
        return [read_invitation(row) for row in rows]

    async def withdraw(self, peer: str) -> int:
        return await self._run(WITHDRAW, peer)

    async def tidy(self, *, answers_before: int, before: int) -> None:
        await self._run(FORGET_ANSWERS, answers_before)
        await self._run(FORGET_INVITATIONS, before)

    async def _run(self, text: str, *values: object) -> int:
        count: int = await self._writer.run(partial(delete, text, (self._tenant, *values)))
        return count
