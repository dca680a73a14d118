"""A card as a value: what the config says of the agent, and the skills that its reader may use."""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from gateway.config import AgentSettings, Settings
from gateway.core.card import (
    CONTRACT_EXTENSION,
    DEFAULT_MODES,
    SKILLS_EXTENSION,
    AgentCard,
    CardSkill,
    Extension,
    Interface,
    Provider,
)
from gateway.skillkit.declare import Skill

_CONTRACT: Final = Extension(
    uri=CONTRACT_EXTENSION,
    description="responseSchema in params, configuration or metadata, or metadata under this name: "
    "the answer has that structure, as one data part, or the task is rejected with a data part "
    '{status: "declined", reason, missing, mismatches}.',
    params={"spellings": ["shorthand", "json-schema"]},
)


def build_card(settings: Settings, base_url: str, skills: Iterable[Skill]) -> AgentCard:
    """The card that offers these skills, with the addresses of ``base_url``."""
    agent, offered = settings.agent, tuple(skills)
    capabilities = agent.capabilities.as_capabilities()
    return AgentCard(
        name=agent.name,
        description=agent.description,
        version=agent.version,
        interfaces=tuple(
            Interface(f"{base_url}/a2a", binding, version)
            for version in ("1.0", "0.3")
            for binding in ("JSONRPC", "HTTP+JSON")
        ),
        capabilities=replace(
            capabilities,
            extensions=(*capabilities.extensions, _skills_extension(offered), _CONTRACT),
        ),
        skills=tuple(map(_card_skill, offered)),
        default_input_modes=agent.input_modes or DEFAULT_MODES,
        default_output_modes=agent.output_modes,
        provider=_provider(agent, base_url),
        documentation_url=agent.documentation_url,
        icon_url=agent.icon_url,
    )


def _provider(agent: AgentSettings, base_url: str) -> Provider | None:
    if agent.provider is None:
        return None
    # A card's provider must have a URL.
    provider = agent.provider.as_provider()
    return replace(provider, url=provider.url or base_url)


def _card_skill(skill: Skill) -> CardSkill:
    return CardSkill(
        id=skill.name,
        name=skill.name,
        description=skill.description,
        tags=skill.tags,
        examples=skill.examples,
    )


def _skills_extension(skills: Sequence[Skill]) -> Extension:
    return Extension(
        uri=SKILLS_EXTENSION,
        description='Call a skill: text "skill:NAME {json}", or a data part {skill, arguments}.',
        params={
            "skills": {
                skill.name: {
                    "inputSchema": skill.input_schema,
                    **({"outputSchema": skill.output_schema} if skill.output_schema else {}),
                }
                for skill in skills
            }
        },
    )
