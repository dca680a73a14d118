"""Queries and pages of the operator's lists: newest first, each page after the row before it."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeVar

from aiohttp import web

from gateway.core.clock import iso_from_ms, ms_from_iso
from gateway.dialects.lenient.fields import wrong
from gateway.http.endpoint import SERVICES
from gateway.http.operator_api import MOST_ROWS

_USUAL: Final = 50

Row = TypeVar("Row")
Choice = TypeVar("Choice", bound=StrEnum)


class Page(NamedTuple):
    """``before`` is in milliseconds, None for the first page."""

    limit: int
    before: int | None
    before_id: str


def read_query(request: web.Request, *names: str) -> dict[str, str]:
    """The parameters of these names, "" for absent ones; raise InvalidParams for others.

    A misspelt filter must not list everything.
    """
    for name in request.query:
        if name not in names:
            known = ", ".join(names) if names else "none at all"
            raise wrong(name, f"is not a parameter here; there are {known}")
    return {name: request.query.get(name, "") for name in names}


def read_choice(text: str, name: str, kind: type[Choice]) -> Choice | None:
    """One of a kind, None where nothing is said; raise InvalidParams that names what there is."""
    try:
        return kind(text) if text else None
    except ValueError:
        raise wrong(name, f"must be one of {', '.join(kind)}") from None


def read_limit(request: web.Request, text: str) -> int:
    """How many rows, no more than the ``page_size`` of the limits; raise InvalidParams."""
    most = request.app[SERVICES].live.settings.limits.page_size
    if not text:
        return min(_USUAL, most)
    if not text.isdecimal() or not text.isascii() or not 1 <= int(text[:9]) <= MOST_ROWS:
        raise wrong("limit", f"must be a number from 1 to {MOST_ROWS}")
    return min(int(text), most)


def read_page(request: web.Request, query: dict[str, str]) -> Page:
    """``limit``, and the cursor ``before`` (RFC 3339) and ``before_id`` that a page named."""
    before = query["before"]
    if query["before_id"] and not before:
        raise wrong("before_id", "goes with before")
    return Page(
        read_limit(request, query["limit"]),
        ms_from_iso(before, "before") if before else None,
        query["before_id"],
    )


def write_page(
    name: str,
    rows: Sequence[Row],
    limit: int,
    write: Callable[[Row], Any],
    place: Callable[[Row], tuple[int, str]],
) -> dict[str, Any]:
    """The rows under their name, and the cursor of the ``next`` page, null on the last one.

    ``rows`` are one more than the limit where there is a next page; ``place`` is a row's time and
    id.
    """
    return write_rows(name, rows[:limit], len(rows) > limit, write, place)


def write_rows(
    name: str,
    shown: Sequence[Row],
    has_more: bool,
    write: Callable[[Row], Any],
    place: Callable[[Row], tuple[int, str]],
) -> dict[str, Any]:
    """The same for a page that knows whether there is a next one."""
    cursor = None
    if has_more:
        at, row_id = place(shown[-1])
        cursor = {"before": iso_from_ms(at), "before_id": row_id}
    return {name: [write(row) for row in shown], "next": cursor}
