"""What a peer's answer makes of its offer: quoted, counter, declined, pending, invalid, or nothing.

Pure: the request, what came of the call and the clock are all it looks at, so that an answer counts
the same whether it came at once, by push, by a look at the task, or after a restart.
"""

from typing import Final, assert_never

from msgspec.structs import replace

from gateway.contract import Declined, Met, Unmet, read_contract
from gateway.contract.judge import DECLINED
from gateway.core.deal import SILENT, Offer, OfferKind
from gateway.core.errors import GatewayError, PeerTimeout
from gateway.core.json import Json, JsonObject, encode
from gateway.core.task import PENDING_REVIEW, TaskState
from gateway.deals.differ import find_differences, find_nonsense
from gateway.deals.estimate import ESTIMATE_NAMES, read_estimate
from gateway.deals.request import DealRequest
from gateway.outbox import Kind, Outcome
from gateway.outbox.structure import is_answer, judge_answer

MOST_BYTES: Final = 64 * 1024
_MOST_REVIEW_BYTES: Final = 8 * 1024
# A peer may say something else of its review at each look: more often it is not taken down.
_REVIEW_NEWS_MS: Final = 60_000
_MOST_WORDS: Final = 1000
_REASONS: Final = ("reason", "note", "message", "decline_reason")
_NOTES: Final = ("note", "reason", "message")
_ABOUT_REVIEW: Final = frozenset(
    {"status", "task_id", "taskId", "skill", "trust_level", *_NOTES, *ESTIMATE_NAMES}
)
_NO_REASON: Final = "no reason was given"


def classify(
    request: DealRequest, outcome: Outcome, asked: Offer, now: int, deadline: int, *, is_over: bool
) -> Offer | None:
    """The offer with what the outcome makes of it, or None where that tells nothing new.

    ``asked`` is the offer as it is known. ``deadline`` is when answers begin to be late: that of
    the deal, or its award if that came first. ``is_over`` when nothing more will come of the call
    by itself, since it was given up or the time is up. All times are in milliseconds.
    """
    found = _find_offer(request, outcome, asked, now, is_over=is_over)
    if found is None:
        return None
    offer = replace(found, at=now, is_late=now > deadline and found.kind not in SILENT)
    is_known = replace(offer, at=asked.at, is_late=asked.is_late) == asked
    is_same_review = offer.kind is asked.kind is OfferKind.PENDING_REVIEW
    is_too_soon = is_same_review and now - asked.at < _REVIEW_NEWS_MS
    return None if is_known or is_too_soon else offer


def _find_offer(
    request: DealRequest, outcome: Outcome, asked: Offer, now: int, *, is_over: bool
) -> Offer | None:
    if outcome.reply is not None:
        if is_answer(outcome):
            return _judged(request, outcome, asked, now)
        return _of_task(outcome, asked, is_over=is_over)
    # What a peer once answered stays until it answers anew.
    if asked.kind is not OfferKind.ASKED or outcome.error is None:
        return None
    return _without_answer(outcome.kind, outcome.error, asked, is_over=is_over)


def _without_answer(
    kind: Kind, error: GatewayError, asked: Offer, *, is_over: bool
) -> Offer | None:
    words = error.message[:_MOST_WORDS]
    if error.retriable and not is_over:
        return None
    if isinstance(error, PeerTimeout):
        return _blank(asked, OfferKind.TIMED_OUT, reason=words)
    match kind:
        case Kind.UNREACHABLE | Kind.REFUSED | Kind.RETRY:
            return _blank(asked, OfferKind.UNREACHABLE, reason=words)
        case Kind.FAILED | Kind.SCHEMA_MISMATCH | Kind.ANSWERED:
            return _blank(asked, OfferKind.INVALID, differs=(words,))
        case _:
            assert_never(kind)


def _of_task(outcome: Outcome, asked: Offer, *, is_over: bool) -> Offer | None:
    """What is made of a task that has no result (yet)."""
    task, value = outcome.task, outcome.value
    if task is None:
        return None
    match task.state:
        case TaskState.SUBMITTED | TaskState.WORKING:
            if (review := task.review) is not None:
                return _pending(asked, review)
            waits = asked.kind is OfferKind.ASKED and is_over
            return _blank(asked, OfferKind.TIMED_OUT) if waits else None
        case TaskState.REJECTED:
            return _declined(asked, value)
        case TaskState.CANCELED:
            return _declined(asked, value or {"reason": "its task was canceled"})
        case TaskState.FAILED:
            return _blank(
                asked, OfferKind.INVALID, differs=(_say("its task failed", outcome.text),)
            )
        case TaskState.INPUT_REQUIRED:
            return _blank(asked, OfferKind.INVALID, differs=(_say("it asks back", outcome.text),))
        case TaskState.AUTH_REQUIRED:
            words = _say("it wants us to sign in", outcome.text)
            return _blank(asked, OfferKind.INVALID, differs=(words,))
        case TaskState.COMPLETED:
            return None
        case _:
            assert_never(task.state)


def _judged(request: DealRequest, outcome: Outcome, asked: Offer, now: int) -> Offer:
    contract = read_contract(request.response_schema)
    match judge_answer(contract, outcome):
        case Declined(data):
            return _of_status(asked, data)
        case Unmet(raw=raw, reason=reason, problems=problems):
            missing = [f"{path} is missing" for path in problems.missing]
            words = raw if isinstance(raw, str) else outcome.text
            failed = (*missing, *problems.mismatches) or (_say(reason, words),)
            values = raw if isinstance(raw, dict) else {}
            return _bounded(_blank(asked, OfferKind.INVALID, values=values, differs=failed))
        case Met(value):
            values = value if isinstance(value, dict) else {"value": value}
            if values.get("status") in (DECLINED, PENDING_REVIEW):
                return _of_status(asked, values)
            return _bounded(_met(request, values, asked, now))


def _met(request: DealRequest, values: JsonObject, asked: Offer, now: int) -> Offer:
    if nonsense := find_nonsense(request, values):
        return _blank(asked, OfferKind.INVALID, values=values, differs=nonsense)
    differs = find_differences(request, values, now)
    kind = OfferKind.COUNTER if differs else OfferKind.QUOTED
    return _blank(asked, kind, values=values, differs=differs)


def _of_status(asked: Offer, data: JsonObject) -> Offer:
    """A status of its own, which a contract may have as a field."""
    return _pending(asked, data) if data["status"] == PENDING_REVIEW else _declined(asked, data)


def _pending(asked: Offer, review: JsonObject) -> Offer:
    values = {
        name: value
        for name, value in review.items()
        if name not in _ABOUT_REVIEW and value is not None
    }
    offer = _blank(
        asked, OfferKind.PENDING_REVIEW, values=values, reason=_find_words(review, _NOTES)
    )
    offer = replace(offer, expected_at=read_estimate(review) or offer.expected_at)
    if len(encode(values)) <= _MOST_REVIEW_BYTES:
        return offer
    words = f"what it said so far is longer than {_MOST_REVIEW_BYTES} bytes"
    return replace(offer, values={}, differs=(words,))


def _declined(asked: Offer, said: Json) -> Offer:
    if not isinstance(said, dict):
        reason = str(said or "")[:_MOST_WORDS] or _NO_REASON
        return _blank(asked, OfferKind.DECLINED, reason=reason)
    reason = _find_words(said, _REASONS) or _NO_REASON
    left = {"status", *_REASONS}
    values = {name: value for name, value in said.items() if name not in left}
    return _bounded(_blank(asked, OfferKind.DECLINED, values=values, reason=reason))


def _blank(
    asked: Offer,
    kind: OfferKind,
    *,
    values: JsonObject | None = None,
    reason: str = "",
    differs: tuple[str, ...] = (),
) -> Offer:
    """Nothing of what it was before is kept but what a pending one promised: it can be told from
    that whether the promise was kept."""
    return replace(
        asked,
        kind=kind,
        values=values or {},
        reason=reason,
        differs=tuple(words[:_MOST_WORDS] for words in differs),
        expected_at=asked.expected_at if asked.kind is OfferKind.PENDING_REVIEW else 0,
    )


def _bounded(offer: Offer) -> Offer:
    if len(encode(offer.values)) <= MOST_BYTES:
        return offer
    words = f"it is longer than {MOST_BYTES} bytes"
    return replace(offer, kind=OfferKind.INVALID, values={}, differs=(words,))


def _find_words(data: JsonObject, names: tuple[str, ...]) -> str:
    said = (data.get(name) for name in names)
    return next((text.strip()[:_MOST_WORDS] for text in said if isinstance(text, str) and text), "")


def _say(what: str, text: str) -> str:
    words = " ".join(text.split())
    return f"{what}: {words}" if words else what
