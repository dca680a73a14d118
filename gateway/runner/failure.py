"""How a run fails by itself: the words are for the caller, and hold nothing of the cause."""

from gateway.core.errors import GatewayError, Unavailable


class SkillFailed(GatewayError):
    """The skill failed; the log has the cause under ``error_id``."""

    reason = "SKILL_FAILED"

    def __init__(self, skill: str, error_id: str) -> None:
        super().__init__(f"{skill} failed; its operator finds the cause under error id {error_id}")
        self.error_id = error_id


class SkillTimeout(GatewayError):
    """The skill took too long."""

    reason = "TIMEOUT"

    def __init__(self, skill: str, seconds: float) -> None:
        super().__init__(f"{skill} took longer than {seconds:g} s")


class SkillHangs(Unavailable):
    """Earlier runs of this skill hang, so no further one is begun now; try again later."""

    reason = "SKILL_HANGS"
