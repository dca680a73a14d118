"""The statements of the notices."""

from typing import Final

from gateway.core.json import decode_own, encode
from gateway.core.notice import Notice, NoticeType
from gateway.store.notice import MoveCursor, NoticeQuery
from gateway.store.sql.text import Row, insert, select

_COLUMNS: Final = ("tenant", "id", "type", "at", "subject", "peer", "data")
_READ: Final = ("seq", *_COLUMNS)

RAISE_NOTICE: Final = insert("notices", _COLUMNS).replace("INSERT", "INSERT OR IGNORE", 1)
MOVE_CURSOR: Final = insert("notice_cursors", ("tenant", "reader", "seq")).replace(
    "INSERT", "INSERT OR REPLACE", 1
)
LIST_NOTICES_AFTER: Final = select(
    _READ, "notices WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ?"
)
FIND_NOTICE: Final = select(_READ, "notices WHERE tenant = ? AND id = ?")
FIND_CURSOR: Final = "SELECT seq FROM notice_cursors WHERE tenant = ? AND reader = ?"
NEWEST_NOTICE: Final = "SELECT coalesce(max(seq), 0) FROM notices WHERE tenant = ?"
FORGET_NOTICES: Final = "DELETE FROM notices WHERE tenant = ? AND at < ?"


def list_notices(tenant: str, query: NoticeQuery) -> tuple[str, Row]:
    """The text and the values of one page, newest first."""
    where, values = ["tenant = ?"], [tenant]
    if query.types:
        where.append(f"type IN ({', '.join('?' * len(query.types))})")
        values.extend(kind.value for kind in query.types)
    for column, value in (("subject", query.subject), ("peer", query.peer)):
        if value:
            where.append(f"{column} = ?")
            values.append(value)
    before: tuple[int, ...] = ()
    if query.before is not None:
        where.append("seq < ?")
        before = (query.before,)
    rest = f"notices WHERE {' AND '.join(where)} ORDER BY seq DESC LIMIT ?"
    return select(_READ, rest), (*values, *before, query.limit)


def write_notice(tenant: str, notice: Notice) -> Row:
    return (
        tenant,
        notice.id,
        notice.type.value,
        notice.at,
        notice.subject,
        notice.peer,
        encode(notice.data).decode(),
    )


def write_cursor(tenant: str, write: MoveCursor) -> Row:
    return (tenant, write.reader, write.seq)


def read_notice(row: Row) -> Notice:
    seq, _, notice_id, kind, at, subject, peer, data = row
    return Notice(notice_id, NoticeType(kind), at, subject, peer, decode_own(data.encode()), seq)
