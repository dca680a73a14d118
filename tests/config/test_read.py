"""What a config file is refused for, and in which words."""

from pathlib import Path
from textwrap import dedent

import pytest

from gateway.config import Settings, load, read
from gateway.core.errors import ConfigError
from gateway.core.peer import Peer, PeerStatus

AGENT = '[agent]\nname = "Acme"\n'
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
CANARY = "sk-canary-7f3a"


def parse(text: str, **environ: str) -> Settings:
    return read(dedent(text), Path("/etc/peergate/peers.toml"), environ=environ)


def refusal(text: str, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        parse(text, **environ)
    return caught.value.message


def peer(lines: str, name: str = "globex") -> str:
    return f'{AGENT}\n[[peers]]\nname = "{name}"\n{lines}\n'


BROKEN = {
    "a key that is unknown": (AGENT + "nmae = 1", "agent.nmae: is not a key"),
    "a section that is unknown": (AGENT + "[nett]", "nett: is not a key"),
    "no agent": ("[net]", "agent: is missing"),
    "no name": ("[agent]", "agent.name: is missing"),
    "an empty name": ('[agent]\nname = ""', "agent.name: must not be empty"),
    "a switch for a number": (AGENT + "[limits]\ntasks = true", "limits.tasks: must be a number"),
    "a switch for seconds": (AGENT + "[limits]\nskill_seconds = true", "must be a number"),
    "seconds beyond all clocks": (
        AGENT + "[limits]\nskill_seconds = 1e30",
        "limits.skill_seconds: must be less than or equal to 31536000",
    ),
    "days beyond all clocks": (
        AGENT + "[limits]\nnotice_days = 99999999999999",
        "limits.notice_days: must be less than or equal to 36500",
    ),
    "a number for a time": (
        peer(f'tokens = [{{id = "t", hash = "{HASH}", expires = 20270131}}]'),
        "peers.globex.tokens.0.expires: must be a time with its zone",
    ),
    "a section that is no table": (AGENT + "[store]\nurl = 3", "store.url: must be a valid string"),
    "a list that is none": (AGENT + '[skills]\ndirs = "x"', "skills.dirs: must be a list"),
    "an odd card": (AGENT + 'card = "2.0"', "agent.card: must be 'both', '1.0' or '0.3'"),
    "a public URL with a query": (AGENT + 'public_url = "https://a.b?c"', "agent.public_url: must"),
    "no media types": (AGENT + "output_modes = []", "agent.output_modes: must not be empty"),
    "a media type that is none": (
        AGENT + 'output_modes = ["text"]',
        "agent.output_modes.0: must be a media type",
    ),
    "a limit of nothing": (AGENT + "[limits]\ntasks = 0", "limits.tasks: must be greater than 0"),
    "a limit without end": (AGENT + "[limits]\nbody_seconds = inf", "limits.body_seconds: must"),
    "too short a memory": (AGENT + "[limits]\ndedupe_days = 6", "limits.dedupe_days: must"),
    "a network with host bits": (
        AGENT + '[net]\ntrusted_proxies = ["10.0.0.1/8"]',
        "net.trusted_proxies.0: must be a network",
    ),
    "half a certificate": (AGENT + '[net]\ntls_cert = "c.pem"', "net: tls_cert and tls_key"),
    "an operator's hash of another kind": (
        AGENT + f'[operator]\ntoken_hash = "{CANARY}"',
        "operator.token_hash: must be an argon2id hash",
    ),
    "a model without its server": (AGENT + '[llm]\nmodel = "m"', "llm.base_url: is missing"),
    "a model over plain http": (
        AGENT + '[llm]\nmodel = "m"\nbase_url = "http://models.example/v1"',
        "llm.base_url: must begin with https",
    ),
    "a key where its place belongs": (
        AGENT + f'[llm]\nmodel = "m"\nbase_url = "https://a.b/v1"\napi_key = "{CANARY}"',
        "llm.api_key: must be env:NAME or file:PATH",
    ),
    "a name that is no slug": (peer("", name="Globex AB"), "name: must be 1 to 64 of a-z"),
    "a peer without a name": (AGENT + "[[peers]]\ntags = []", "peers.0.name: is missing"),
    "a status that is none": (peer('status = "off"'), "peers.globex.status: must be 'active'"),
    "a dialect that is none": (peer('dialect = "a2a"'), "peers.globex.dialect: must be 'auto'"),
    "a binding that is none": (peer('binding = "soap"'), "peers.globex.binding: must be"),
    "plain http": (
        peer('url = "http://globex.example"'),
        "peers.globex.url: must begin with https",
    ),
    "plain http in the endpoint": (
        peer('endpoint = "http://globex.example/a2a"'),
        "peers.globex.endpoint: must begin with https",
    ),
    "another scheme": (peer('url = "ftp://globex.example"'), "peers.globex.url: must begin with"),
    "no host": (peer('url = "https:///a2a"'), "peers.globex.url: must name a host"),
    "a user in the URL": (
        peer(f'url = "https://me:{CANARY}@globex.example"'),
        "peers.globex.url: must not hold a user",
    ),
    "a fragment": (peer('url = "https://globex.example/#a"'), "url: must not have a fragment"),
    "a port that is none": (peer('url = "https://globex.example:99999"'), "url: is not a URL"),
    "an endpoint with a space": (peer('endpoint = "/a b"'), "endpoint: must be a path or a URL"),
    "a backslash": (peer("url = 'https://globex.example\\@a'"), "url: must be a URL in ASCII"),
    "a circled digit": (peer('url = "https://①.1.1.1"'), "url: must be a URL in ASCII"),
    "a decimal address": (peer('url = "https://2130706433"'), "url: must write an IPv4 address"),
    "a hexadecimal address": (peer('url = "https://0x7f.0.0.1"'), "url: must write an IPv4"),
    "an octal address": (peer('url = "https://0177.0.0.1"'), "url: must write an IPv4 address"),
    "a short address": (peer('url = "https://127.1"'), "url: must write an IPv4 address"),
    "a token where its place belongs": (
        peer(f'outbound_token = "{CANARY}"'),
        "peers.globex.outbound_token: must be env:NAME or file:PATH",
    ),
    "a token where its hash belongs": (
        peer(f'tokens = [{{ id = "a", hash = "{CANARY}" }}]'),
        "peers.globex.tokens.0.hash: must be a SHA-256",
    ),
    "an expiry without its zone": (
        peer(f'tokens = [{{ id = "a", hash = "{HASH}", expires = 2027-01-01T00:00:00 }}]'),
        "peers.globex.tokens.0.expires: must have timezone",
    ),
    "two tokens of one id": (
        peer(f'tokens = [{{ id = "a", hash = "{HASH}" }}, {{ id = "a", hash = "{HASH}" }}]'),
        "peers.globex.tokens: two tokens have the same id",
    ),
    "two rows of one name": (peer("") + '[[peers]]\nname = "globex"', "two rows are named globex"),
    "a token of two peers": (
        peer(f'tokens = [{{ id = "a", hash = "{HASH}" }}]')
        + f'[[peers]]\nname = "hooli"\ntokens = [{{ id = "b", hash = "{HASH.upper()}" }}]',
        "peers: globex and hooli have the same token",
    ),
    "a private network with host bits": (
        peer('networks = ["192.168.1.1/24"]'),
        "peers.globex.networks.0: must be a network",
    ),
    "no TOML": ('[agent]\nname = "Acme\n', "is not TOML: Illegal character '\\n' (at line 2, "),
    "a key twice": (AGENT + 'name = "b"\n', "is not TOML: Cannot overwrite a value (at line 3, "),
    "a bottomless list": ("a = " + "[" * 9999, "is not TOML"),
}


@pytest.mark.parametrize(("text", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_wrong_is_told_by_file_key_and_reason(text: str, words: str) -> None:
    message = refusal(text)
    assert words in message
    assert "/etc/peergate/peers.toml: " in message


@pytest.mark.parametrize(("text", "_"), BROKEN.values(), ids=BROKEN.keys())
def test_no_refusal_repeats_a_secret(text: str, _: str) -> None:
    assert CANARY not in refusal(text)


def test_every_problem_has_its_own_line() -> None:
    message = refusal("[agent]\nnmae = 1\n[limits]\ntasks = 0\nparts = 0")
    assert len(message.splitlines()) == 4


def test_problems_are_told_apart_in_violations_too() -> None:
    with pytest.raises(ConfigError) as caught:
        parse("[limits]\ntasks = 0")
    assert [violation.field for violation in caught.value.violations] == ["agent", "limits.tasks"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"peers\.toml: there is no such file; `peergate init`"):
        load(tmp_path / "peers.toml", environ={})


def test_the_mark_that_some_editors_put_first_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "peers.toml").write_text(AGENT, encoding="utf-8-sig")
    assert load(tmp_path / "peers.toml", environ={}).agent.name == "Acme"


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "peers.toml").write_bytes(b'[agent]\nname = "\xff"')
    with pytest.raises(ConfigError, match="is not UTF-8"):
        load(tmp_path / "peers.toml", environ={})


@pytest.mark.parametrize(
    "url", ["http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1", "https://globex.example"]
)
def test_plain_http_needs_no_leave_on_this_machine(url: str) -> None:
    assert parse(peer(f'url = "{url}"')).peers[0].url == url


def test_plain_http_goes_elsewhere_when_the_row_allows_it() -> None:
    row = parse(peer('url = "http://globex.example"\nplain_http = true')).peers[0]
    assert row.as_peer().plain_http


def test_a_row_becomes_a_peer_without_its_tokens() -> None:
    row = parse(
        peer(f"""status = "paused"
             skills = ["echo"]
             tokens = [{{ id = "a", hash = "{HASH}", expires = 1970-01-01T00:00:01.5Z }}]""")
    ).peers[0]
    assert row.as_peer() == Peer("globex", status=PeerStatus.PAUSED, skills=("echo",))
    assert row.tokens[0].expires_ms == 1500


def test_a_repr_shows_no_hash_and_no_store_url() -> None:
    settings = parse(
        peer(f'tokens = [{{ id = "a", hash = "{HASH}" }}]')
        + '[store]\nurl = "postgres://u:canary@h/d"\n[operator]\ntoken_hash = "$argon2id$canary"'
    )
    assert HASH not in repr(settings)
    assert "canary" not in repr(settings)
