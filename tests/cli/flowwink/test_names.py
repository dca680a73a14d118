"""Names that people gave become words for a config, each once."""

import pytest

from gateway.cli.flowwink.names import Names, slug
from gateway.config import read_peer


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("acme", "acme"),
        ("Acme AB", "acme-ab"),
        ("  Acme,  Inc. ", "acme-inc"),
        ("Återvinning & Söner", "atervinning-soner"),
        ("Ærø Øl ß", "aero-ol-ss"),
        ("agent_2.local", "agent_2.local"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\x00b\nc", "a-b-c"),
        ("x" * 100, "x" * 64),
        ("日本", ""),
        ("---", ""),
    ],
)
def test_a_name_becomes_a_word(name: str, word: str) -> None:
    assert slug(name) == word
    if word:
        assert read_peer({"name": word}).name == word


def test_each_name_is_given_once() -> None:
    names = Names(["globex"])

    given = [names.give(wanted) for wanted in ("acme", "acme", "acme-2", "globex", "x" * 64)]
    again = names.give("x" * 64)

    assert given[:4] == ["acme", "acme-2", "acme-2-2", "globex-2"]
    assert again == "x" * 62 + "-2"
