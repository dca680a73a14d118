"""What an answer is to a contract: met, declined, or neither.

An answer that says ``{"status": "declined", …}``, or that a review is pending, is an outcome of its
own and no attempt at the structure, unless the structure itself has such words.
"""

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from msgspec import Struct

from gateway.contract.check import NONE, Problems
from gateway.contract.contract import Contract
from gateway.core.errors import ParseError
from gateway.core.json import Json, JsonObject, decode
from gateway.core.task import PENDING_REVIEW

DECLINED: Final = "declined"
NO_STRUCTURE: Final = "the answer is not in the structure that was asked for"
MISFIT: Final = "the answer does not fit the structure that was asked for"
_NO_REASON: Final = "no reason was given"
_FENCE: Final = "```"


class Met(Struct, frozen=True):
    """``value`` has the structure that was asked for, whole."""

    value: Json


class Declined(Struct, frozen=True):
    """``data`` is ``{"status": "declined" or "pending_review", "reason", …}``, as it was said."""

    data: JsonObject


class Unmet(Struct, frozen=True):
    """``raw`` is the answer as it came; one that is no structure at all has no problems."""

    raw: Json
    reason: str
    problems: Problems = NONE

    def decline(self) -> dict[str, Any]:
        """The refusal that a machine reads."""
        return {
            "status": DECLINED,
            "reason": self.reason,
            "missing": list(self.problems.missing),
            "mismatches": list(self.problems.mismatches),
        }

    def as_it_came(self) -> dict[str, Any]:
        """What Flowwink's gateway answers in its place."""
        return {"_raw": self.raw, "_schema_compliance": False}


Verdict: TypeAlias = Met | Declined | Unmet


def judge(contract: Contract, value: Json, *, maps: bool = False) -> Verdict:
    """``maps`` lets what was not asked for be left out."""
    if (outcome := _read_outcome(value)) is not None and not _has_status(contract.schema):
        return outcome
    problems = contract.find_problems(value)
    if problems.is_none:
        return Met(value)
    if maps:
        mapped = contract.fit(value)
        problems = contract.find_problems(mapped)
        if problems.is_none:
            return Met(mapped)
    return Unmet(value, MISFIT, problems) if outcome is None else outcome


def judge_text(contract: Contract, text: str, *, maps: bool = False) -> Verdict:
    """The same for an answer in words, which may be the value or hold it."""
    if contract.find_problems(text).is_none:
        return Met(text)
    try:
        value = read_json(text)
    except ParseError:
        return Unmet(text, NO_STRUCTURE)
    verdict = judge(contract, value, maps=maps)
    return Unmet(text, verdict.reason, verdict.problems) if isinstance(verdict, Unmet) else verdict


def read_json(text: str) -> Json:
    """The one JSON value in a text, out of its code fence or the words around it.

    Raise ParseError.
    """
    for candidate in _candidates(text):
        try:
            return decode(candidate.strip().encode())
        except ParseError:
            continue
    raise ParseError("the text holds no JSON value")


def _read_outcome(value: Json) -> Declined | None:
    if not isinstance(value, dict) or value.get("status") not in (DECLINED, PENDING_REVIEW):
        return None
    reason = value.get("reason")
    has_reason = isinstance(reason, str) and reason != ""
    return Declined(value if has_reason else {**value, "reason": _NO_REASON})


def _has_status(schema: JsonObject) -> bool:
    """Whether the structure names a status of its own."""
    values = (value for value in schema.get("enum", ()) if isinstance(value, dict))
    return any("status" in named for named in (schema.get("properties", {}), *values)) or any(
        map(_has_status, schema.get("anyOf", ()))
    )


def _candidates(text: str) -> Iterator[str]:
    yield text
    _, _, fenced = text.partition(_FENCE)
    inside, closing, _ = fenced.partition(_FENCE)
    if closing:
        # What follows the fence on its line is the language's name.
        yield inside.partition("\n")[2]
    starts = [at for at in (text.find("{"), text.find("[")) if at >= 0]
    if starts:
        yield text[min(starts) : max(text.rfind("}"), text.rfind("]")) + 1]
