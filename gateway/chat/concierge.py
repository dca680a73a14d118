"""The answer without a language model: what this agent offers, and how to ask for it."""

from collections.abc import Sequence
from typing import Final

from gateway.chat.describe import example_call, summary
from gateway.config import AgentSettings
from gateway.core.json import JsonObject
from gateway.core.message import Artifact, DataPart, TextPart
from gateway.skillkit.declare import Skill

MOST_MATCHES: Final = 3


def show_around(
    agent: AgentSettings, offers: Sequence[Skill], near: Sequence[Skill], new_id: str
) -> Artifact:
    """The skills that come near to what was said, else all of them, in words and as data."""
    matches = near[:MOST_MATCHES]
    shown = matches or sorted(offers, key=lambda skill: skill.name)
    rest = sorted(skill.name for skill in offers if skill not in shown)
    words = [_greet(agent, shown, is_match=bool(matches)), *map(_describe, shown)]
    if rest:
        words.append(f"Also offered: {', '.join(rest)}.")
    data = {"skills": [_as_data(skill) for skill in shown]}
    return Artifact(new_id, (TextPart("\n\n".join(words)), DataPart(data)), name="result")


def _greet(agent: AgentSettings, shown: Sequence[Skill], *, is_match: bool) -> str:
    greeting = f"This is {agent.name}. {agent.description}"
    if not shown:
        return f"{greeting} It offers you no skills."
    if is_match:
        return f"{greeting} What comes nearest to your message:"
    return f"{greeting} Nothing that it offers comes near your message. What it offers you:"


def _describe(skill: Skill) -> str:
    return f"{skill.name}: {summary(skill)}\nSend: {example_call(skill)}"


def _as_data(skill: Skill) -> JsonObject:
    return {
        "name": skill.name,
        "description": skill.description,
        "input_schema": skill.input_schema,
        "example": example_call(skill),
    }
