"""The operator's people and rules, changed as a reload of the config does."""

from typing import Any

from argon2 import PasswordHasher

from gateway.config import ApprovalRow, PersonRow
from tests.http.operator.conftest import Office

ANNA, BO = "pgop_anna_first", "pgop_bo_second"


def employ(office: Office, **tokens: str) -> None:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    people = tuple(
        PersonRow(name=name, token_hash=hasher.hash(token)) for name, token in tokens.items()
    )
    operator = office.services.live.file.operator.model_copy(update={"people": people})
    _adopt(office, operator=operator)


def rule(office: Office, *rows: dict[str, Any]) -> None:
    rules = tuple(ApprovalRow(**row) for row in rows)
    approvals = office.services.live.file.approvals.model_copy(update={"rules": rules})
    _adopt(office, approvals=approvals)


def _adopt(office: Office, **tables: Any) -> None:
    office.services.adopt(office.services.live.file.model_copy(update=tables))
