"""The deal demo holds what it says: every answer is what it is, in any template and after kills.

Its own expectations are counted here; what it shows to people is looked at for the story's figures.
"""

import tomllib
from pathlib import Path

import pytest

from examples.deal.cast import EXPECTED, SCRIPTED
from examples.deal.market import MARKETS
from examples.deal.tongues import TONGUES
from gateway.deals.request import read_request
from tests.examples.test_examples import run

TEMPLATES = sorted((Path(__file__).parents[2] / "examples" / "deals").glob("*.toml"))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_a_template_is_a_request_that_can_be_sent(file: Path) -> None:
    request = read_request(tomllib.loads(file.read_text(encoding="utf-8")))

    assert file.stem in MARKETS
    assert request.award.weights
    assert request.audience.tags == (MARKETS[file.stem].tag,)


def test_every_template_has_suppliers() -> None:
    assert {file.stem for file in TEMPLATES} == set(MARKETS)


def test_the_cast_is_that_of_the_handbook() -> None:
    assert len(EXPECTED) == 43
    assert {supplier.tongue for supplier in SCRIPTED} == set(TONGUES)


@pytest.mark.slow
def test_kills_in_the_middle_change_nothing_of_the_outcome() -> None:
    demo = run("examples.deal", "--few")

    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert demo.stdout.count("kill -9") == 2
    assert "9 of 9 expectations held." in demo.stdout
    assert "200 SEK cheaper, 2 days later; already awarded to phoenix-hamburg" in demo.stdout


@pytest.mark.soak
@pytest.mark.parametrize("template", ["logistics", "recruitment"])
def test_other_templates_are_answered_and_awarded(template: str) -> None:
    demo = run("examples.deal", "--few", "--calm", "--template", template)

    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "10 of 10 expectations held." in demo.stdout
