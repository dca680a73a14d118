"""The agent card: built from the config and the skills, served with its ETag at every card path."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from aiohttp import web

from gateway.config import Settings
from gateway.core.card import SKILLS_EXTENSION, AgentCard, CardSkill, Extension, Interface
from gateway.core.json import encode
from gateway.dialects.card import CardForm, write_card
from gateway.http.endpoint import SERVICES
from gateway.http.respond import bytes_response
from gateway.skillkit.declare import Skill
from gateway.wiring import Services

MAX_AGE: Final = 300
_CORS: Final = {"Access-Control-Allow-Origin": "*"}


@dataclass(frozen=True, slots=True)
class PublishedCard:
    body: bytes
    etag: str


class CardRack:
    """The card in each form, written once for each config that the gateway lives by."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._settings: Settings | None = None
        self._cards: dict[CardForm, PublishedCard] = {}

    def get(self, form: CardForm) -> PublishedCard:
        live = self._services.live
        if live.settings is not self._settings:
            self._settings, self._cards = live.settings, {}
        card = self._cards.get(form)
        if card is None:
            built = build_card(live.settings, live.base_url, self._services.skills.values())
            body = encode(write_card(built, form))
            card = self._cards[form] = PublishedCard(body, f'"{sha256(body).hexdigest()[:32]}"')
        return card


RACK: Final = web.AppKey("card_rack", CardRack)


async def agent_card(request: web.Request) -> web.Response:
    """The public card; a client that speaks 1.0 gets the pure 1.0 form."""
    form = request.app[SERVICES].live.settings.agent.card
    if request.headers.get("A2A-Version", "").startswith("1."):
        form = "1.0"
    published = request.app[RACK].get(form)
    headers = {
        "ETag": published.etag,
        "Cache-Control": f"public, max-age={MAX_AGE}",
        "Vary": "A2A-Version",
        **_CORS,
    }
    if _matches(request.headers.get("If-None-Match", ""), published.etag):
        return bytes_response(b"", 304, headers=headers)
    return bytes_response(published.body, headers=headers)


def build_card(settings: Settings, base_url: str, skills: Iterable[Skill]) -> AgentCard:
    """The card that everyone may read: the external skills, and the addresses of ``public_url``."""
    agent = settings.agent
    offered = [skill for skill in skills if skill.is_external]
    capabilities = agent.capabilities.as_capabilities()
    url = f"{base_url}/a2a"
    return AgentCard(
        name=agent.name,
        description=agent.description,
        version=agent.version,
        interfaces=(Interface(url, "JSONRPC", "1.0"), Interface(url, "JSONRPC", "0.3")),
        capabilities=replace(
            capabilities,
            streaming=False,
            push_notifications=False,
            extended_card=False,
            extensions=(*capabilities.extensions, _skills_extension(offered)),
        ),
        skills=tuple(_card_skill(skill) for skill in offered),
        provider=agent.provider.as_provider() if agent.provider else None,
        documentation_url=agent.documentation_url,
        icon_url=agent.icon_url,
    )


def _matches(wanted: str, etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in wanted.split(",")]
    return etag in tags or "*" in tags


def _card_skill(skill: Skill) -> CardSkill:
    return CardSkill(
        id=skill.name,
        name=skill.name,
        description=skill.description,
        tags=skill.tags,
        examples=skill.examples,
    )


def _skills_extension(skills: list[Skill]) -> Extension:
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
