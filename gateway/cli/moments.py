"""Times and durations as people read them."""

from datetime import datetime
from typing import Final

_UNITS: Final = (("d", 86_400), ("h", 3600), ("m", 60), ("s", 1))


def local_time(iso: str) -> str:
    """``11-21 06:30:01``, in the time zone of who reads."""
    return datetime.fromisoformat(iso).astimezone().strftime("%m-%d %H:%M:%S")


def local_day(iso: str) -> str:
    """``2026-11-21 06:30``, for what may be far from now."""
    return datetime.fromisoformat(iso).astimezone().strftime("%Y-%m-%d %H:%M")


def age(iso: str, now: datetime) -> str:
    """How long ago in one unit: ``12s``, ``3m``, ``2h``, ``5d``."""
    seconds = max(0, int((now - datetime.fromisoformat(iso)).total_seconds()))
    unit, length = next((unit for unit in _UNITS if seconds >= unit[1]), _UNITS[-1])
    return f"{seconds // length}{unit}"


def away(iso: str, now: datetime) -> str:
    """How far from now in one unit: ``in 3h``, ``5d ago``."""
    moment = datetime.fromisoformat(iso)
    if moment <= now:
        return f"{age(iso, now)} ago"
    return f"in {age(now.isoformat(), moment)}"


def duration(milliseconds: int) -> str:
    """``45 ms``, ``1.2 s``, ``90 s``."""
    if milliseconds < 1000:
        return f"{milliseconds} ms"
    seconds = milliseconds / 1000
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
