"""What keeps a gateway from starting is told in plain lines with what to do, and exit code 1."""

import shutil
import socket
import stat
import subprocess
from pathlib import Path

import pytest

from gateway.bundled import bundled
from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.say import ASKED, QUOTE, native
from tests.e2e.site import SKILLS, Site


def test_a_port_in_use(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        error = refused(site, "--port", port)

    assert port in error
    assert "--port" in error


def test_a_missing_config(site: Site) -> None:
    site.config.unlink()

    error = refused(site)

    assert "no such file" in error
    assert "peergate init" in error


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[agent\n", "is not TOML"),
        ("[net]\n", "agent: is missing"),
        ('[agent]\nname = "x"\n[limits]\nparts = -1\n', "limits.parts"),
        ('[agent]\nname = "x"\n[[peers]]\nname = "p"\nstatus = "asleep"\n', "peers.p.status"),
    ],
)
def test_a_broken_config(site: Site, text: str, named: str) -> None:
    site.config.write_text(text)

    error = refused(site)

    assert str(site.config) in error
    assert named in error


def test_a_token_that_is_not_there_is_told_and_stops_nothing(site: Site) -> None:
    url = ("--url", "https://initech.example")
    site.add_peer("initech", *url, "--outbound-token", "env:PEERGATE_TEST_GONE")

    with site.serve():
        wait_for(lambda: "outbound_token_missing" in site.log.read_text())

    assert "peers.initech.outbound_token: the environment variable PEER" in site.log.read_text()


def test_an_address_of_others_without_a_public_url(site: Site) -> None:
    assert "agent.public_url" in refused(site, "--host", "0.0.0.0")


def test_a_store_that_another_process_has(site: Site) -> None:
    with site.serve():
        error = refused(site)

    assert "peergate.db" in error


def test_a_data_folder_that_cannot_be_written(site: Site) -> None:
    # A file in its place refuses every user, root too.
    (site.folder / "data").rmdir()
    (site.folder / "data").touch()

    assert str(site.folder / "data") in refused(site)


def test_a_store_that_is_no_database(site: Site) -> None:
    (site.folder / "data" / "peergate.db").write_text("not a database, only a text\n" * 100)

    assert "peergate.db" in refused(site)


def test_a_missing_certificate(site: Site, tmp_path: Path) -> None:
    missing = str(tmp_path / "cert.pem")

    assert missing in refused(site, "--tls-cert", missing, "--tls-key", missing)


def test_a_certificate_that_is_none(site: Site, tmp_path: Path) -> None:
    wrong = tmp_path / "cert.pem"
    wrong.write_text("hello")

    assert str(wrong) in refused(site, "--tls-cert", str(wrong), "--tls-key", str(wrong))


@pytest.mark.parametrize(
    ("text", "named"),
    [("import nothing_of_that_name\n", "nothing_of_that_name"), ("x = 1\n", "@skill")],
)
def test_a_bad_skill_file(site: Site, tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "broken.py").write_text(text)

    error = refused(site, "--skills", str(tmp_path / "mine"))

    assert "broken.py" in error
    assert named in error


def test_two_skills_of_one_name(site: Site, tmp_path: Path) -> None:
    shutil.copytree(SKILLS, tmp_path / "copy")

    error = refused(site, "--skills", str(SKILLS), "--skills", str(tmp_path / "copy"))

    assert f"{SKILLS}/" in error
    assert f"{tmp_path}/copy/" in error


def test_a_skills_folder_named_twice_counts_once(site: Site, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(bundled("skills"), target_is_directory=True)
    site.edit("skills", dirs=[str(bundled("skills"))])

    with site.serve("--skills", str(link), "--skills", str(SKILLS)) as gateway:
        answer = Caller(gateway.url, site.tokens["acme"]).post(native("get_quote", ASKED))

    assert answer.json == QUOTE


def test_the_bundled_skills_can_be_left_out(site: Site) -> None:
    site.edit("skills", bundled=False)

    with site.serve() as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        bundled_one = acme.post(native("get_quote", ASKED))
        own = acme.post(native("plain", {}))

    assert (bundled_one.status, own.status) == (404, 200)


def test_a_missing_skills_folder(site: Site) -> None:
    assert "is not a folder" in refused(site, "--skills", "no/such/folder")


def test_an_unknown_option_is_wrong_usage(site: Site) -> None:
    assert site.run("serve", "--colour", "red").returncode == 2


def test_the_store_is_its_owners_alone(site: Site) -> None:
    with site.serve():
        modes = {path.name: path.stat().st_mode for path in (site.folder / "data").iterdir()}

    assert "peergate.db" in modes
    for name, mode in modes.items():
        assert stat.S_IMODE(mode) & 0o077 == 0, name


def refused(site: Site, *options: str) -> str:
    """What ``peergate serve`` says on standard error when it must not start."""
    port = () if "--port" in options else ("--port", "0")
    try:
        done = site.run("serve", *port, *options)
    except subprocess.TimeoutExpired:
        pytest.fail("it started")
    assert done.returncode == 1, done
    assert "listening" not in done.stdout
    assert "Traceback" not in done.stderr
    assert 1 <= len(done.stderr.strip().splitlines()) <= 2, done.stderr
    return done.stderr
