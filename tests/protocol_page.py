"""The tables of docs/protocol.md, made from the registries: ``python -m tests.protocol_page``."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from gateway.core import errors
from gateway.core.errors import GatewayError, Unavailable
from gateway.dialects import DIALECTS
from gateway.dialects.base import Dialect
from gateway.http.endpoint import Audience
from gateway.http.routes import ENDPOINTS

PAGE: Final = Path(__file__).parents[1] / "docs" / "protocol.md"
BINDINGS: Final = {"jsonrpc": "JSON-RPC", "rest": "HTTP+JSON", "": "Without an envelope"}
# What a peer meets; the operator's own are on another page, and no answer has a path of its own.
_READERS: Final = {
    Audience.PUBLIC: "everyone",
    Audience.PEER: "peers",
    Audience.WEBHOOK: "who knows the address",
    Audience.SIGNAL: "who sends signals",
}
_MARK: Final = "<!-- {}: made by `python -m tests.protocol_page` -->\n"
_END: Final = "<!-- end -->\n"

Row = tuple[str, ...]


def refreshed(page: str) -> str:
    """The page with its tables as the registries have them now."""
    for name, table in tables().items():
        begin = _MARK.format(name)
        before, mark, rest = page.partition(begin)
        if not mark:
            raise SystemExit(f"{PAGE.name} has no line {begin.strip()}")
        page = f"{before}{begin}\n{table}\n{_END}{rest.partition(_END)[2]}"
    return page


def tables() -> dict[str, str]:
    return {
        "operations": "\n".join(
            f"### {title}\n\n{_table(_operations(binding))}" for binding, title in BINDINGS.items()
        ),
        "paths": _table(_paths()),
        "errors": _table(_errors()),
    }


def _operations(binding: str) -> Iterator[Row]:
    """Dialects that ask for everything alike share a column."""
    columns: dict[tuple[tuple[str, str], ...], list[Dialect]] = {}
    for dialect in DIALECTS:
        if dialect.binding == binding:
            columns.setdefault(tuple(sorted(dialect.operations.items())), []).append(dialect)
    names = (", ".join(f"`{dialect.name}`" for dialect in alike) for alike in columns.values())
    yield ("operation", *names)
    served = [dict(column) for column in columns]
    for operation in dict.fromkeys(name for dialect in DIALECTS for name in dialect.operations):
        if any(operation in ways for ways in served):
            yield (operation, *(_code(ways.get(operation, "")) for ways in served))


def _code(text: str) -> str:
    return f"`{text}`" if text else "-"


def _paths() -> Iterator[Row]:
    yield ("path", "method", "for")
    for endpoint in ENDPOINTS:
        if endpoint.audience in _READERS and endpoint.methods != ("OPTIONS",):
            paths = ", ".join(f"`{_plain(path)}`" for path in endpoint.paths)
            methods = "any" if endpoint.methods == ("*",) else ", ".join(endpoint.methods)
            yield (paths, methods, _READERS[endpoint.audience])


def _plain(path: str) -> str:
    """The path without the patterns of its variables."""
    return re.sub(r"\{(\w+):.*\}", r"{\1}", path)


def _errors() -> Iterator[Row]:
    yield ("code", "reason", "HTTP+JSON", "message")
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type)}
    rows = {
        (-kind.code, kind.reason, kind.http_status, kind().message)
        for kind in kinds
        if issubclass(kind, GatewayError)
        # What has no code of its own is internal, or not for peers.
        and (kind.code != GatewayError.code or kind in (GatewayError, Unavailable))
    }
    for code, reason, status, message in sorted(rows):
        yield (str(-code), f"`{reason}`", str(status), message)


def _table(rows: Iterable[Row]) -> str:
    head, *body = rows
    lines = [head, tuple("---" for _ in head), *body]
    return "".join(f"| {' | '.join(row)} |\n" for row in lines)


if __name__ == "__main__":
    PAGE.write_text(refreshed(PAGE.read_text()))
