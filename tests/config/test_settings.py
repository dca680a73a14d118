"""What settings come to: defaults, paths, and the URL that others reach us by."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from gateway.bundled import bundled
from gateway.config import LimitSettings, Settings, load, read
from gateway.core.card import Capabilities, Extension, Provider
from gateway.core.errors import ConfigError

AGENT = '[agent]\nname = "Acme"\n'
EXAMPLE = Path(__file__).parents[2] / "peers.example.toml"


def parse(text: str) -> Settings:
    return read(text, Path("/etc/peergate/peers.toml"), environ={})


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for choice in get_args(annotation):
        yield from models(choice)


def keys_of(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield f"{prefix}{name}"
        for inner in models(field.annotation):
            yield from keys_of(inner, f"{prefix}{name}.")


def keys_in(value: Any, prefix: str = "") -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            for name, inner in item.items():
                yield f"{prefix}{name}"
                yield from keys_in(inner, f"{prefix}{name}.")


def test_the_example_is_valid() -> None:
    assert load(EXAMPLE, environ={}).peers[0].name == "globex"


def test_the_example_shows_every_key() -> None:
    shown = set(keys_in(tomllib.loads(EXAMPLE.read_text())))
    assert set(keys_of(Settings)) <= shown


def test_the_example_shows_the_defaults_of_the_limits() -> None:
    assert load(EXAMPLE, environ={}).limits == LimitSettings()


def test_paths_are_relative_to_the_files_folder() -> None:
    settings = parse(AGENT + '[net]\ntls_cert="c"\ntls_key="/k"\n[skills]\ndirs=["s"]')
    assert settings.folder == Path("/etc/peergate")
    assert settings.net.tls_cert == Path("/etc/peergate/c")
    assert settings.net.tls_key == Path("/k")
    assert settings.skills.dirs == (Path("/etc/peergate/s"),)


def test_each_folder_of_skills_counts_once(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(bundled("skills"), target_is_directory=True)
    settings = parse(
        f'{AGENT}[skills]\ndirs=["{tmp_path}", "{link}", "{tmp_path}/../{tmp_path.name}"]'
    )

    assert settings.skills.folders([bundled("skills"), tmp_path]) == (bundled("skills"), tmp_path)


def test_the_bundled_skills_can_be_left_out_but_not_taken_from_the_flags(tmp_path: Path) -> None:
    settings = parse(AGENT + "[skills]\nbundled=false")

    assert settings.skills.folders([tmp_path]) == (tmp_path,)
    assert settings.skills.folders([bundled("skills")]) == (bundled("skills"),)


@pytest.mark.parametrize(
    ("line", "url"),
    [
        ("", "sqlite:////etc/peergate/data/peergate.db"),
        ('url = "sqlite:///my.db"', "sqlite:////etc/peergate/my.db"),
        ('url = "sqlite:////srv/my.db"', "sqlite:////srv/my.db"),
        ('url = "memory:"', "memory:"),
    ],
)
def test_a_sqlite_file_lies_relative_to_the_files_folder(line: str, url: str) -> None:
    assert parse(f"{AGENT}[store]\n{line}").store.url == url
    assert parse(AGENT).store.url == "sqlite:////etc/peergate/data/peergate.db"


def test_a_public_url_has_no_slash_at_its_end() -> None:
    settings = parse(AGENT + 'public_url = "https://acme.example/agent/"')
    assert settings.base_url("0.0.0.0", 80) == "https://acme.example/agent"


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:8080"), ("::1", "http://[::1]:8080")],
)
def test_without_a_public_url_a_loopback_address_will_do(host: str, url: str) -> None:
    assert parse(AGENT).base_url(host, 8080) == url


def test_with_our_own_certificate_the_address_is_https() -> None:
    settings = parse(AGENT + '[net]\ntls_cert="c"\ntls_key="k"')
    assert settings.base_url("localhost", 8443) == "https://localhost:8443"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "acme.example"])
def test_without_a_public_url_no_other_address_will_do(host: str) -> None:
    with pytest.raises(ConfigError, match=r"agent\.public_url: must be set"):
        parse(AGENT).base_url(host, 8080)


def test_what_the_card_says_becomes_core_values() -> None:
    agent = load(EXAMPLE, environ={}).agent
    assert agent.provider is not None
    assert agent.provider.as_provider() == Provider("Acme AB", "https://acme.example")
    extension = Extension(
        "https://acme.example/extensions/quotes/v1",
        "Quotes in one message",
        params={"currency": "SEK"},
    )
    assert agent.capabilities.as_capabilities() == Capabilities(
        streaming=True, push_notifications=True, extended_card=True, extensions=(extension,)
    )


LLM = f'{AGENT}[llm]\nbase_url = "http://127.0.0.1/v1"\nmodel = "small"\nmax_steps = 3\n'


def test_a_table_of_one_skill_has_what_it_does_not_say_from_the_common_one() -> None:
    settings = read(LLM + '[llm.sales]\nmodel = "big"', Path("peers.toml"), environ={})
    assert settings.llm is not None
    sales, other = settings.llm.for_skill("sales"), settings.llm.for_skill("support")
    assert (sales.model, sales.max_steps) == ("big", 3)
    assert other is settings.llm


@pytest.mark.parametrize("wrong", ["modell = 1", "max_steps = 0"])
def test_what_is_wrong_in_a_table_of_one_skill_is_told_by_its_key(wrong: str) -> None:
    with pytest.raises(ConfigError, match=rf"llm\.sales\.{wrong.split()[0]}: "):
        read(f"{LLM}[llm.sales]\n{wrong}", Path("peers.toml"), environ={})
