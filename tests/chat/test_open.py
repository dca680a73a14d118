"""What stops the start where a model is configured, and that the documentation's example holds."""

from pathlib import Path

import pytest

from gateway.config import read
from gateway.core.errors import ConfigError
from tests.chat.conftest import KEY, Opener

DOCS = Path(__file__).parents[2] / "docs" / "chat.md"


async def test_a_key_that_is_not_there_stops_the_start(open_office: Opener) -> None:
    with pytest.raises(ConfigError) as caught:
        await open_office(api_key="env:NO_SUCH_KEY")
    assert "llm.api_key: the environment variable NO_SUCH_KEY" in caught.value.message


async def test_a_key_may_be_in_a_file(open_office: Opener, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY + "\n")
    office = await open_office(api_key="file:key")
    assert (await office.ask("Hello"))["result"] == "Hello."


@pytest.mark.parametrize("content", [None, b"\xff"])
async def test_instructions_that_cannot_be_read_stop_the_start(
    open_office: Opener, tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "agent.md").write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        await open_office(more='instructions = "agent.md"')
    assert caught.value.message.startswith("The configuration is not valid: llm.instructions: ")


def test_the_configuration_in_the_documentation_is_valid() -> None:
    example = DOCS.read_text().partition("```toml\n")[2].partition("```")[0]
    settings = read(f'[agent]\nname = "a"\n{example}', Path("/srv/peers.toml"), environ={})
    assert settings.llm is not None
    assert settings.llm.instructions == Path("/srv/agent.md")
