"""The shape that a caller wants its answer to have, compiled into one checker, and what answers it.

A contract is met whole, or declined in words that a machine reads; there is nothing in between. A
caller's schema is never handed on as it came, nor to a library that looks references up: what the
checker and a language model get is rebuilt here, within bounds (SECURITY: C7).
"""

from gateway.contract.contract import Contract, is_schema, read_contract
from gateway.contract.judge import Declined, Met, Unmet, Verdict, judge, judge_text
from gateway.contract.refuse import ContractNotSupported
from gateway.contract.shorthand import read_shorthand

__all__ = [
    "Contract",
    "ContractNotSupported",
    "Declined",
    "Met",
    "Unmet",
    "Verdict",
    "is_schema",
    "judge",
    "judge_text",
    "read_contract",
    "read_shorthand",
]
