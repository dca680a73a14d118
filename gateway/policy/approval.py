"""Whether a human has to say yes first, by the operator's rules.

Apart from the policies of a call because it is asked where an amount is known: before the skill
runs, for one that always asks, or within it. What is not known counts as beyond every limit: no
rule lets an amount pass that it cannot compare.
"""

from collections.abc import Iterable

from msgspec import Struct

from gateway.config import ApprovalRow, ApprovalSettings
from gateway.core.figure import write_amount
from gateway.core.peer import ALL_SKILLS, Peer


class Need(Struct, frozen=True):
    """``approvers`` different people within ``hours``; ``rule`` says why, for the approver."""

    approvers: int
    hours: float
    rule: str


def find_need(
    rules: ApprovalSettings,
    skill: str,
    peer: Peer,
    amount: float | None = None,
    currency: str = "",
    up_to: float | None = None,
    *,
    trust_asks: bool = False,
) -> Need | None:
    """What it takes to go on, None where nobody has to be asked.

    ``up_to`` is the limit that the skill's author gave, which counts where no rule fits.
    ``trust_asks`` is whether the skill's trust is what asks, and not a call within it.
    """
    for number, row in enumerate(rules.rules, 1):
        if not _fits(row, skill, peer, amount, currency):
            continue
        if _lets_pass(row, amount, currency):
            return None
        hours = rules.hours if row.hours is None else row.hours
        return Need(row.approvers, hours, f"approvals.rules, row {number}: {_say(row)}")
    if trust_asks:
        return Need(1, rules.hours, "the skill has trust approve, and no rule is about it")
    if up_to is None:
        return Need(1, rules.hours, "the skill asks, and no rule is about it")
    if _is_within(amount, up_to):
        return None
    return Need(1, rules.hours, f"the skill's own limit is {write_amount(up_to, currency)}")


def _fits(row: ApprovalRow, skill: str, peer: Peer, amount: float | None, currency: str) -> bool:
    return (
        row.skill in (ALL_SKILLS, skill)
        and (not row.peers or peer.name in row.peers)
        and (not row.tags or _shares(row.tags, peer.tags))
        and (not row.currency or not currency or _is_same(row.currency, currency))
        and (row.above is None or not _is_within(amount, row.above))
    )


def _lets_pass(row: ApprovalRow, amount: float | None, currency: str) -> bool:
    if row.currency and not _is_same(row.currency, currency):
        return False
    return not row.needed or (row.up_to is not None and _is_within(amount, row.up_to))


def _is_within(amount: float | None, limit: float) -> bool:
    # An amount below nothing is no small one: it is a mistake, or somebody's trick.
    return amount is not None and 0 <= amount <= limit


def _shares(some: Iterable[str], others: Iterable[str]) -> bool:
    return not set(some).isdisjoint(others)


def _is_same(currency: str, other: str) -> bool:
    return currency.casefold() == other.strip().casefold()


def _say(row: ApprovalRow) -> str:
    """The row as its keys say it, without those that restrict nothing."""
    said = [f"skill {row.skill}"] if row.skill != ALL_SKILLS else ["every skill"]
    said += [f"peers {', '.join(row.peers)}"] if row.peers else []
    said += [f"tags {', '.join(row.tags)}"] if row.tags else []
    said += [f"currency {row.currency}"] if row.currency else []
    said += [f"above {write_amount(row.above)}"] if row.above is not None else []
    said += [f"up to {write_amount(row.up_to)} nobody is asked"] if row.up_to is not None else []
    said += [f"{row.approvers} people"] if row.approvers > 1 else []
    return ", ".join(said)
