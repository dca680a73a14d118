"""Whether the skills load, and are those that the config names."""

from gateway.chat.skill import CHAT
from gateway.cli.checks.finding import Level, Look, Subject
from gateway.core.peer import ALL_SKILLS
from gateway.skillkit.load import load_skills


def check_skills(subject: Subject) -> Look:
    """Load the skills, and find the names in the config that none of them has."""
    skills = load_skills(subject.skill_folders)
    yield Level.GREEN, ", ".join(skills) or "none"
    rows = (row.name for row in subject.settings.skills.rows)
    known = {*skills, *rows, CHAT}
    default = subject.settings.agent.default_skill
    if default not in known:
        yield Level.YELLOW, f"free text is refused: agent.default_skill {default} is not loaded"
    for peer in subject.settings.peers:
        for name in peer.skills:
            if name != ALL_SKILLS and name not in known:
                yield Level.YELLOW, f"peers.{peer.name}.skills: {name} is not loaded"
