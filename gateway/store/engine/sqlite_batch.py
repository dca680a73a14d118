"""Many units in one transaction, each of them whole or absent.

The rows of all units that share a statement are written together, which costs a quarter less
than a savepoint a unit. When any of them is refused, which is rare, the batch starts over with a
savepoint a unit, and only the unit that was at fault is left out.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from gateway.core.errors import StoreError
from gateway.store.approval import StaleApproval
from gateway.store.deal import DealTaken, StaleDeal
from gateway.store.engine.sqlite_errors import explain
from gateway.store.engine.sqlite_insert import insert_rows
from gateway.store.invitation import InvitationGone
from gateway.store.sql.activity import RECORD_ACTIVITY
from gateway.store.sql.approvals import APPROVALS_ORDER, CHANGE_APPROVAL
from gateway.store.sql.claims import FIND_CLAIM, TAKE_CLAIM, read_claim
from gateway.store.sql.conversations import REMEMBER, TRIM_MEMORY
from gateway.store.sql.deals import CHANGE_DEAL, DEALS_ORDER, OPEN_DEAL
from gateway.store.sql.discoveries import RECORD_DISCOVERY
from gateway.store.sql.errands import RECORD_ERRAND
from gateway.store.sql.events import ADD_EVENT
from gateway.store.sql.health import SAVE_HEALTH
from gateway.store.sql.invitations import ADD_INVITATION, TAKE_INVITATION
from gateway.store.sql.managed import MANAGED_ORDER
from gateway.store.sql.notices import MOVE_CURSOR, RAISE_NOTICE
from gateway.store.sql.outbox import ADD_DELIVERY, OUTBOX_ORDER
from gateway.store.sql.pins import PINS_ORDER
from gateway.store.sql.push import PUSH_ORDER
from gateway.store.sql.signing import SAVE_SIGNING_KEY
from gateway.store.sql.spending import ADD_SPENDING
from gateway.store.sql.subscriptions import RECORD_SUBSCRIPTION
from gateway.store.sql.tasks import INSERT_TASK, UPDATE_TASK
from gateway.store.sql.text import Row, Step, Steps
from gateway.store.sql.turns import ADD_TURN
from gateway.store.writes import AlreadyClaimed, StaleTask

# Inserts before updates: a unit may save the task that another one made.
_ORDER: Final = (
    TAKE_CLAIM,
    INSERT_TASK,
    UPDATE_TASK,
    ADD_TURN,
    ADD_EVENT,
    RECORD_ACTIVITY,
    REMEMBER,
    TRIM_MEMORY,
    RECORD_DISCOVERY,
    SAVE_SIGNING_KEY,
    SAVE_HEALTH,
    *PINS_ORDER,
    RECORD_ERRAND,
    ADD_SPENDING,
    RECORD_SUBSCRIPTION,
    RAISE_NOTICE,
    MOVE_CURSOR,
    *APPROVALS_ORDER,
    ADD_INVITATION,
    TAKE_INVITATION,
    *DEALS_ORDER,
    *MANAGED_ORDER,
    *PUSH_ORDER,
    *OUTBOX_ORDER,
)

# What comes by the hundred.
_MANY: Final = frozenset({TAKE_CLAIM, INSERT_TASK, ADD_EVENT, RECORD_ACTIVITY, ADD_DELIVERY})

# Statements that fail their unit where they find no row as they expect it.
_MUST_CHANGE: Final = {
    UPDATE_TASK: StaleTask,
    CHANGE_APPROVAL: StaleApproval,
    TAKE_INVITATION: InvitationGone,
    CHANGE_DEAL: StaleDeal,
}

# A value that SQLite cannot hold is a ValueError (a lone surrogate) or an OverflowError.
_REFUSED: Final = (sqlite3.Error, StoreError, ValueError, OverflowError)


def commit_units(
    connection: sqlite3.Connection, units: Sequence[Steps]
) -> Sequence[StoreError | None]:
    """Commit the units; return for each why it was left out, or None.

    Raise sqlite3.Error when nothing at all was committed.
    """
    with transaction(connection):
        try:
            _write_together(connection, units)
        except _REFUSED:
            _rollback(connection)
            connection.execute("BEGIN IMMEDIATE")
            return [_write_alone(connection, unit) for unit in units]
        return [None] * len(units)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit at the end, or leave nothing behind; raise sqlite3.Error when that fails."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        _rollback(connection)
        raise


def delete(text: str, values: Row, connection: sqlite3.Connection) -> int:
    """Carry out one statement by itself; return how many rows it took away."""
    with transaction(connection):
        return connection.execute(text, values).rowcount


def _rollback(connection: sqlite3.Connection) -> None:
    # SQLite may have given the transaction up itself.
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _write_together(connection: sqlite3.Connection, units: Sequence[Steps]) -> None:
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for unit in units:
        for text, row in unit:
            rows[text].append(row)
    # A statement without a place is a ValueError: its batch is written unit by unit, not lost.
    for text in sorted(rows, key=_ORDER.index):
        if text in _MANY:
            insert_rows(connection, text, rows[text])
        else:
            cursor = connection.executemany(text, rows[text])
            if text in _MUST_CHANGE and cursor.rowcount != len(rows[text]):
                raise _MUST_CHANGE[text]


def _write_alone(connection: sqlite3.Connection, unit: Steps) -> StoreError | None:
    connection.execute("SAVEPOINT unit")
    refusal = None
    try:
        for step in unit:
            _write(connection, step)
    except _REFUSED as error:
        # A full disk can make SQLite give up the transaction, and the other units with it.
        if not connection.in_transaction:
            raise
        connection.execute("ROLLBACK TO unit")
        refusal = explain(error)
    connection.execute("RELEASE unit")
    return refusal


def _write(connection: sqlite3.Connection, step: Step) -> None:
    text, row = step
    try:
        cursor = connection.execute(text, row)
    except sqlite3.IntegrityError:
        if text is ADD_EVENT:
            raise StaleTask(row[1]) from None
        if text is OPEN_DEAL:
            raise DealTaken from None
        taken = connection.execute(FIND_CLAIM, row[:4]).fetchone() if text is TAKE_CLAIM else None
        if taken is None:
            raise
        raise AlreadyClaimed(read_claim(taken)) from None
    if cursor.rowcount == 0 and text in _MUST_CHANGE:
        # The others name their row before its version; what an invitation is known by is a secret.
        raise _MUST_CHANGE[text]("" if text is TAKE_INVITATION else row[-2])
