"""The ``[agent]`` table: how this company's agent presents itself on its card."""

from typing import Any, Literal

from pydantic import Field

from gateway.config.fields import BaseUrl, MediaType, MediaTypes, Name, Text, Url
from gateway.config.section import Section
from gateway.core.card import DEFAULT_MODES, Capabilities, Extension, Provider


class ProviderSettings(Section):
    organization: Text
    url: Url = ""

    def as_provider(self) -> Provider:
        return Provider(organization=self.organization, url=self.url)


class ExtensionRow(Section):
    uri: Text
    description: str = ""
    required: bool = False
    params: dict[str, Any] | None = None

    def as_extension(self) -> Extension:
        return Extension(self.uri, self.description, self.required, self.params)


class CapabilitySettings(Section):
    """What the card promises; a promise is made only when the operator wants it kept."""

    streaming: bool = True
    push_notifications: bool = True
    extended_card: bool = True
    extensions: tuple[ExtensionRow, ...] = ()

    def as_capabilities(self) -> Capabilities:
        return Capabilities(
            streaming=self.streaming,
            push_notifications=self.push_notifications,
            extended_card=self.extended_card,
            extensions=tuple(row.as_extension() for row in self.extensions),
        )


class AgentSettings(Section):
    """``tenant`` is the name under which everything of this agent is stored.

    ``public_url`` has no slash at its end; "" means the listening address, see
    ``Settings.base_url``. ``card`` says for which protocol versions the card is written. The modes
    are the media types that skills take and give; without ``input_modes`` files of any are taken.
    """

    name: Text
    description: Text = "An agent that answers other companies' agents."
    version: Text = "1.0.0"
    tenant: Name = "default"
    provider: ProviderSettings | None = None
    public_url: BaseUrl = ""
    default_skill: Text = "chat"
    card: Literal["both", "1.0", "0.3"] = "both"
    documentation_url: Url = ""
    icon_url: Url = ""
    input_modes: tuple[MediaType, ...] = ()
    output_modes: MediaTypes = DEFAULT_MODES
    capabilities: CapabilitySettings = Field(default_factory=CapabilitySettings)
