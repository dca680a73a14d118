"""The statements of the peers' health."""

from typing import Any, Final

from gateway.store.health import HealthStatus, PeerHealth
from gateway.store.sql.text import Row, insert, select

HEALTH_COLUMNS: Final = (
    "tenant",
    "peer",
    "status",
    "latency_ms",
    "smooth_ms",
    "seen_at",
    "failures",
    "next_at",
    "asked",
    "error",
)

SAVE_HEALTH: Final = insert("peer_health", HEALTH_COLUMNS).replace("INSERT", "INSERT OR REPLACE", 1)
LIST_HEALTH: Final = select(HEALTH_COLUMNS, "peer_health WHERE tenant = ? ORDER BY peer")


def write_health(tenant: str, health: PeerHealth) -> Row:
    return (
        tenant,
        health.peer,
        health.status.value,
        health.latency_ms,
        health.smooth_ms,
        health.seen_at,
        health.failures,
        health.next_at,
        int(health.is_asked),
        health.error,
    )


def read_health(row: Row) -> PeerHealth:
    values: dict[str, Any] = dict(zip(HEALTH_COLUMNS[1:], row[1:], strict=True))
    status, is_asked = HealthStatus(values["status"]), bool(values.pop("asked"))
    return PeerHealth(**{**values, "status": status, "is_asked": is_asked})
