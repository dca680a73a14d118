"""Human decisions that tasks wait for: taken once, expired in time, told to those who wait."""

from gateway.approvals.approvals import Approvals
from gateway.approvals.errors import (
    AlreadyDecidedBy,
    ApprovalNotFound,
    ApprovalOver,
    CannotRun,
    PersonNeeded,
)
from gateway.approvals.resume import Resume

__all__ = [
    "AlreadyDecidedBy",
    "ApprovalNotFound",
    "ApprovalOver",
    "Approvals",
    "CannotRun",
    "PersonNeeded",
    "Resume",
]
