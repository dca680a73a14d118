"""A peer reaches external skills that its row allows; all others are absent, in one same answer."""

from gateway.core.call import SendMessage
from gateway.core.errors import SkillNotFound
from gateway.core.peer import AuthenticatedPeer
from gateway.policy.facts import Facts


def check_scope(caller: AuthenticatedPeer, _call: SendMessage, facts: Facts) -> None:
    """Raise SkillNotFound for an unknown, an internal and a not allowed skill alike."""
    skill = facts.skill
    if skill is None or not skill.is_open_to(caller.peer):
        name = facts.skill_name[:64]
        raise SkillNotFound(repr(name) if name else "")
