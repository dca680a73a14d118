"""Rows as Flowwink has them, and files as its sites export them."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

TOKEN = "fwk_" + "ab" * 32
COLUMNS = (
    *("id", "name", "url", "outbound_token", "inbound_token_hash", "status", "capabilities"),
    *("last_seen_at", "request_count", "created_by", "created_at", "updated_at", "gateway_token"),
    *("mcp_api_key", "transport", "api_key_id", "invited_by_peer_id", "invitation_metadata"),
    "toolset_groups",
)


def hash_of(token: str) -> str:
    """As Flowwink keeps a token."""
    return sha256(token.encode()).hexdigest()


def row(name: str = "Acme AB", **columns: Any) -> dict[str, Any]:
    """A row of ``a2a_peers`` with every column, and those that are said."""
    usual = {
        "id": "6f0cbd1e-0000-4000-8000-000000000000",
        "url": "https://acme.example",
        "status": "active",
        "capabilities": {},
        "request_count": 3,
        "created_at": "2026-05-01T12:00:00.123456+00:00",
        "transport": "a2a",
        "toolset_groups": [],
    }
    return {**dict.fromkeys(COLUMNS), **usual, "name": name, **columns}


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """As the table editor exports it: JSON in a cell, nothing for null."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for values in rows:
        writer.writerow({key: _cell(value) for key, value in values.items()})
    return text.getvalue()


def _cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value
