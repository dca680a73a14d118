"""What a skill author sees: ``@skill``, ``SkillContext`` and the values a skill may return.

A skill file imports from here and from nothing else of the gateway.
"""

from gateway.core.message import Artifact, DataPart, Message, Part, RawPart, Role, TextPart, UrlPart
from gateway.skillkit.context import LanguageModel, NoSuchAnswer, SkillContext
from gateway.skillkit.declare import Skill, skill
from gateway.skillkit.mentions import Mentions

__all__ = [
    "Artifact",
    "DataPart",
    "LanguageModel",
    "Mentions",
    "Message",
    "NoSuchAnswer",
    "Part",
    "RawPart",
    "Role",
    "Skill",
    "SkillContext",
    "TextPart",
    "UrlPart",
    "skill",
]
