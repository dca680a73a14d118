"""The schema as a whole: a query without a tenant cannot be answered from an index of ours."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.db import Table

from gateway.store import open_store

# That which the file itself says of itself, and not of a tenant.
_OF_THE_FILE = {"migrations"}
# A row's place in a log, which is no key to anyone.
_PLACES = (["seq"], ["rowid"])


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    path = tmp_path / "peergate.db"
    await (await open_store(f"sqlite:///{path}", synchronous="NORMAL")).close()
    database = Database(path)
    yield database
    database.close()


def _tables(database: Database) -> Iterator[Table]:
    for table in database.tables:
        if table.name not in _OF_THE_FILE and not table.name.startswith("sqlite_"):
            yield table


async def test_every_table_says_whose_each_row_is(database: Database) -> None:
    names = []
    for table in _tables(database):
        assert "tenant" in table.columns_dict, table.name
        names.append(table.name)
    assert {"tasks", "claims", "activity", "outbox"} <= set(names)


async def test_every_key_begins_with_the_tenant(database: Database) -> None:
    for table in _tables(database):
        if table.pks not in _PLACES:
            assert table.pks[0] == "tenant", (table.name, table.pks)


async def test_every_index_begins_with_the_tenant(database: Database) -> None:
    for table in _tables(database):
        for index in table.indexes:
            assert index.columns[0] == "tenant", (table.name, index.name)
