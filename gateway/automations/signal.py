"""What somebody saw elsewhere and sent here: a page, a text, a note. It is kept as a notice.

The body is the one of Flowwink's browser extension. What is too long of what is read by people is
cut, and said to be; of an address nothing can be cut.
"""

from typing import Final

from msgspec import Struct

from gateway.core.clock import Clock
from gateway.core.errors import InvalidParams, Violation
from gateway.core.json import JsonObject, encode
from gateway.core.notice import Notice, NoticeType
from gateway.dialects.lenient.fields import read_text, wrong
from gateway.store.notice import RaiseNotice

MOST_MORE_BYTES: Final = 10_000

_MOST_URL: Final = 2048
_MOST: Final = {"title": 500, "content": 10_000, "note": 1000, "source_type": 50, "urgency": 50}
_ACTIONS: Final = ("draft", "bookmark")
_USUAL_ACTION: Final = "signal"
_USUAL: Final = {"source_type": "web", "urgency": "medium"}


class Signal(Struct, frozen=True):
    """``action`` is what its sender wants done with it: ``signal``, ``draft`` or ``bookmark``.

    ``more`` is what else the body holds, and ``cut`` names the fields of which the end is missing.
    """

    url: str
    title: str
    content: str
    note: str
    action: str
    source_type: str
    urgency: str
    more: JsonObject
    cut: tuple[str, ...] = ()


def read_signal(wire: JsonObject) -> Signal:
    """Raise InvalidParams for a body that says nothing, or says it as no text."""
    url = read_text(wire, "url").strip()
    if len(url) > _MOST_URL:
        raise wrong("url", f"must have at most {_MOST_URL} characters")
    whole = {name: _find_text(wire, name).strip() for name in _MOST}
    kept = {name: text[: _MOST[name]] for name, text in whole.items()}
    if not url and not kept["content"]:
        raise InvalidParams(
            "either url or content is required",
            violations=tuple(Violation(name, "is required") for name in ("url", "content")),
        )
    action, note = _read_action(kept["note"])
    more = {name: value for name, value in wire.items() if name != "url" and name not in _MOST}
    if len(encode(more)) > MOST_MORE_BYTES:
        raise InvalidParams(
            f"what else the body holds may have {MOST_MORE_BYTES} bytes; put texts into content"
        )
    return Signal(
        url,
        kept["title"] or url[: _MOST["title"]],
        kept["content"],
        note,
        action,
        kept["source_type"],
        kept["urgency"],
        more,
        tuple(name for name in _MOST if kept[name] != whole[name]),
    )


def signal_received(signal: Signal, by: str, clock: Clock) -> RaiseNotice:
    """The notice of a signal, whose id is the signal's; ``by`` is who sent it."""
    told = {
        "url": signal.url,
        "title": signal.title,
        "content": signal.content,
        "note": signal.note,
        "action": signal.action,
        "source_type": signal.source_type,
        "urgency": signal.urgency,
        "by": by,
        "more": signal.more,
        "cut": list(signal.cut),
    }
    subject = signal.url or signal.title
    return RaiseNotice(
        Notice(clock.new_id(), NoticeType.SIGNAL_RECEIVED, clock.now(), subject, data=told)
    )


def _find_text(wire: JsonObject, name: str) -> str:
    return read_text(wire, name) or _USUAL.get(name, "")


def _read_action(note: str) -> tuple[str, str]:
    """What the mark in front of a note asks for, and the note without it."""
    for action in _ACTIONS:
        mark = f"[ACTION:{action}]"
        if note.startswith(mark):
            return action, note.removeprefix(mark).strip()
    return _USUAL_ACTION, note
