"""Which skill a text asks for, by words alone and by meaning where the model is there."""

import pytest

from bench.routing.__main__ import TABLES, misses, read_phrasings
from gateway.bundled import bundled
from gateway.chat.router import Router, load_meaning
from gateway.chat.router.phrases import make_mask
from gateway.skillkit.load import load_skills

SKILLS = list(load_skills([bundled("skills")]).values())


@pytest.mark.parametrize(("file", "aim"), [(file, aim) for file, _, aim, _ in TABLES])
def test_words_alone_reach_the_aim(file: str, aim: int) -> None:
    assert len(read_phrasings(file)) - len(list(misses(Router(), file))) >= aim


@pytest.mark.parametrize(("file", "aim"), [(file, aim) for file, _, _, aim in TABLES])
def test_meaning_reaches_the_aim(file: str, aim: int) -> None:
    if load_meaning() is None:
        pytest.skip("the semantic extra is not installed")
    assert len(read_phrasings(file)) - len(list(misses(Router(load_meaning), file))) >= aim


@pytest.mark.parametrize(
    "text", ["", "?", "1234", "the of and", '"" OR NOT(', "a" * 10_000, "\x00"]
)
def test_what_says_nothing_reaches_nothing(text: str) -> None:
    assert Router().rank(text, SKILLS).best is None


def test_without_skills_there_is_nothing_to_reach() -> None:
    assert Router().rank("quote please", []).skills == ()


def test_other_skills_are_another_search() -> None:
    router = Router()
    assert router.rank("quote please", SKILLS).best is not None
    rest = [skill for skill in SKILLS if "quote" not in skill.name]
    assert router.rank("quote please", rest).best is None


def test_a_mask_takes_out_mentions_and_no_word_more() -> None:
    masked = make_mask(SKILLS)("Do you have 300 FL-100-B, or other flashlights with logo, left?")
    assert masked.split() == ["Do", "you", "have", "-", "-", ",", "or", "other", ",", "left?"]
