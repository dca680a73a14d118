"""The ``[approvals]`` table: what a human here has to say yes to, how many of them, and how soon.

The rules are tried in the order of the file, and the first that fits wins; what no rule fits is
left to the skill, whose author may have given an amount up to which nobody need be asked.
"""

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from gateway.config.fields import CallerName, Count, Number, Price, Text
from gateway.config.section import Section
from gateway.core.peer import ALL_SKILLS
from gateway.core.skill import SKILL_NAME

_YEAR_OF_HOURS: Final = 8_760


def _check_skill(value: str) -> str:
    if value != ALL_SKILLS and not SKILL_NAME.fullmatch(value):
        raise ValueError('must be the name of a skill, or "*" for all')
    return value


Hours = Annotated[Number, Field(gt=0, le=_YEAR_OF_HOURS, allow_inf_nan=False)]


class ApprovalRow(Section):
    """One row of ``[[approvals.rules]]``. All that is named of ``skill``, ``peers`` and ``tags``
    (any of each), ``currency`` and ``above`` must hold for it to fit.

    Automations are the peer ``@self``. Up to ``up_to`` nobody is asked; ``needed`` false never
    asks. ``approvers`` is how many different people must say yes, and ``hours`` how long they have;
    None for the table's.
    """

    skill: Annotated[str, AfterValidator(_check_skill)] = ALL_SKILLS
    peers: tuple[CallerName, ...] = ()
    tags: tuple[Text, ...] = ()
    currency: str = ""
    above: Price | None = None
    up_to: Price | None = None
    needed: bool = True
    approvers: Literal[1, 2] = 1
    hours: Hours | None = None

    @model_validator(mode="after")
    def _check_sense(self) -> Self:
        if self.above is not None and self.up_to is not None:
            raise ValueError("has above and up_to; write a row for each, the one with above first")
        if not self.needed and self.up_to is not None:
            raise ValueError("never asks (needed = false) and has up_to; leave one of them out")
        if not self.needed and self.above is not None:
            raise ValueError("never asks (needed = false) above an amount; did you mean up_to?")
        if not self.needed and (self.approvers > 1 or self.hours is not None):
            raise ValueError("never asks (needed = false), so approvers and hours say nothing")
        return self


class ApprovalSettings(Section):
    """``hours`` is how long an approval may be waited for, ``answer_minutes`` what the peer is told
    of when to expect an answer. ``most_waiting`` is how many of one peer may wait at once."""

    hours: Hours = 72
    answer_minutes: Annotated[Number, Field(gt=0, allow_inf_nan=False)] = 240
    most_waiting: Count = 100
    rules: tuple[ApprovalRow, ...] = ()
