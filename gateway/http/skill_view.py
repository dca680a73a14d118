"""A skill as operators see it, from a gateway that runs or without one."""

from typing import Any

from gateway.skillkit.declare import Skill


def write_skill(skill: Skill) -> dict[str, Any]:
    """``timeout`` is in seconds, null for the configured one; ``handlers`` are the peers that carry
    it out, none for a skill of our own.
    """
    return {
        "name": skill.name,
        "description": skill.description,
        "scope": skill.scope,
        "trust": skill.trust,
        "effect": skill.effect,
        "timeout": skill.timeout,
        "handlers": skill.handlers,
        "tags": skill.tags,
        "examples": skill.examples,
        "input_schema": skill.input_schema,
        "output_schema": skill.output_schema,
    }
