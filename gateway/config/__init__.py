"""The config: ``peers.toml``, the environment and the flags, read into one frozen ``Settings``."""

from gateway.config.agent import AgentSettings
from gateway.config.approvals import ApprovalRow, ApprovalSettings
from gateway.config.fields import STORED
from gateway.config.limits import LimitSettings
from gateway.config.llm import LlmSettings
from gateway.config.operator import OperatorSettings, PersonRow
from gateway.config.peer_row import DialectName, PeerRow, TokenRow
from gateway.config.read import load, read, read_peer, read_text, say_why
from gateway.config.secret import find_missing_tokens, resolve_secret
from gateway.config.settings import Settings, SkillSettings

__all__ = [
    "STORED",
    "AgentSettings",
    "ApprovalRow",
    "ApprovalSettings",
    "DialectName",
    "LimitSettings",
    "LlmSettings",
    "OperatorSettings",
    "PeerRow",
    "PersonRow",
    "Settings",
    "SkillSettings",
    "TokenRow",
    "find_missing_tokens",
    "load",
    "read",
    "read_peer",
    "read_text",
    "resolve_secret",
    "say_why",
]
