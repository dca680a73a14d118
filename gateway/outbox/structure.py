"""A peer's answer held to the structure that we asked for, whenever it comes.

What was asked for is in the audit row of the call, so an answer that comes late is checked as well.
A decline, a question, a review that a peer's human has to make, and work that goes on are outcomes
of their own, of which no structure is expected.
"""

from typing import Final

from msgspec.structs import replace

from gateway.contract import Contract, Declined, Unmet, Verdict, judge, judge_text, read_contract
from gateway.core.call import MessageReply
from gateway.core.errors import GatewayError, PeerError, Violation
from gateway.core.json import decode
from gateway.core.task import TaskState
from gateway.outbox.outcome import Kind, Outcome
from gateway.outbox.record import RESPONSE_SCHEMA
from gateway.store.records import Activity

_COMPLIANCE: Final = "_schema_compliance"
_MOST_WORDS: Final = 500


class SchemaMismatch(PeerError):
    """The peer's answer does not have the structure that was asked for."""

    reason = "SCHEMA_MISMATCH"


def hold_to_structure(outcome: Outcome, row: Activity) -> Outcome:
    """The outcome, its kind ``schema_mismatch`` where the answer is not what the row asked for."""
    if outcome.error is not None or not is_answer(outcome):
        return outcome
    contract = _find_contract(row)
    if contract is None:
        return outcome
    match judge_answer(contract, outcome):
        case Unmet(problems=problems) as unmet:
            violations = tuple(
                [Violation(path, "is missing") for path in problems.missing]
                + [Violation("", mismatch) for mismatch in problems.mismatches]
            )
            words = [f"{path}: is missing" for path in problems.missing]
            detail = "; ".join([*words, *problems.mismatches]) or unmet.reason
            error = SchemaMismatch(detail[:_MOST_WORDS])
            error.violations = violations
            return replace(outcome, kind=Kind.SCHEMA_MISMATCH, error=error)
        case Declined(data):
            return replace(outcome, read=data)
        case met:
            return replace(outcome, read=met.value)


def is_answer(outcome: Outcome) -> bool:
    """Whether it is a result, of which a structure can be expected."""
    if isinstance(outcome.reply, MessageReply):
        return True
    return outcome.task is not None and outcome.task.state is TaskState.COMPLETED


def judge_answer(contract: Contract, outcome: Outcome) -> Verdict:
    """What the result is to the contract, whether it came as data or in words."""
    value = outcome.value
    if isinstance(value, dict) and value.get(_COMPLIANCE) is False:
        # A gateway of Flowwink's kind says itself that it is not.
        return Unmet(value, "the peer says that it does not fit")
    if isinstance(value, str):
        return judge_text(contract, value)
    return judge(contract, value)


def _find_contract(row: Activity) -> Contract | None:
    try:
        said = decode(row.input.encode()) if row.input else None
        asked = said.get(RESPONSE_SCHEMA) if isinstance(said, dict) else None
        return None if asked is None else read_contract(asked)
    except GatewayError:
        # Of what could be asked for when the row was written.
        return None
