"""Whether what has to be approved can be, and each of the rules says something."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from gateway.chat.skill import CHAT
from gateway.cli.checks.finding import Level, Look, Subject
from gateway.config import ApprovalRow, Settings
from gateway.core.peer import ALL_SKILLS, OWN_NAME
from gateway.skillkit.load import load_skills

_HOUR_MINUTES: Final = 60


def check_approvals(subject: Subject) -> Look:
    """Find the rules that nobody can satisfy, that never fit, or that name what nobody knows."""
    settings = subject.settings
    approvals, people = settings.approvals, settings.operator.people
    skills = {
        *load_skills(subject.skill_folders),
        *(row.name for row in settings.skills.rows),
        CHAT,
    }
    for number, row in enumerate(approvals.rules, 1):
        for level, text in _check_row(row, approvals.rules[: number - 1], settings, skills):
            yield level, f"approvals.rules, row {number}: {text}"
    if approvals.answer_minutes > approvals.hours * _HOUR_MINUTES:
        yield Level.YELLOW, "approvals.answer_minutes is later than hours lets anybody decide"
    yield Level.GREEN, f"{len(approvals.rules)} rules, {len(people)} people"


def _check_row(
    row: ApprovalRow, earlier: Sequence[ApprovalRow], settings: Settings, skills: Collection[str]
) -> Look:
    people = len(settings.operator.people)
    if row.approvers > people and row.approvers > 1:
        yield (
            Level.RED,
            f"takes {row.approvers} people with a token of their own, and there are {people}, so "
            "nobody can approve it; `peergate people add NAME` adds one",
        )
    if row.skill not in (ALL_SKILLS, *skills):
        yield Level.YELLOW, f"the skill {row.skill} is not loaded"
    for name in _unknown(row.peers, [OWN_NAME, *(peer.name for peer in settings.peers)]):
        yield Level.YELLOW, f"{name} has no row in the file"
    if not row.currency and (row.above is not None or row.up_to is not None):
        yield Level.YELLOW, "is about an amount and no currency: it counts all currencies alike"
    for number, other in enumerate(earlier, 1):
        if _takes_all(other, row):
            yield Level.YELLOW, f"never counts: row {number} fits whatever it fits; put it before"
            break


def _takes_all(earlier: ApprovalRow, row: ApprovalRow) -> bool:
    """Whether the earlier row fits wherever this one does."""
    return (
        earlier.skill in (ALL_SKILLS, row.skill)
        and _is_wider(earlier.peers, row.peers)
        and _is_wider(earlier.tags, row.tags)
        and earlier.currency.casefold() in ("", row.currency.casefold())
        and (earlier.above is None or (row.above is not None and row.above >= earlier.above))
    )


def _is_wider(names: Collection[str], others: Collection[str]) -> bool:
    return not names or (bool(others) and set(others) <= set(names))


def _unknown(names: Sequence[str], known: Collection[str]) -> Iterator[str]:
    return (name for name in names if name not in known)
