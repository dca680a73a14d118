"""What a running skill can do, and what reaches the gateway's desk of it."""

import pytest

from gateway.core.message import Artifact, DataPart, TextPart
from gateway.skillkit.outcome import Ask, Decline, Reject
from tests.desk import Desk, context


def test_the_texts_of_a_message_are_joined_by_newlines() -> None:
    assert context().message.text == "first line\nsecond line"


async def test_progress_reaches_the_desk() -> None:
    desk = Desk()
    await context(desk=desk).progress("half way")

    assert desk.said == ["half way"]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("text", TextPart("text")),
        ({"a": 1}, DataPart({"a": 1})),
        ([1, 2], DataPart([1, 2])),
        (None, DataPart(None)),
        (TextPart("# title", media_type="text/markdown"), TextPart("# title", "text/markdown")),
    ],
    ids=["text", "object", "list", "null", "part"],
)
async def test_an_artifacts_content_becomes_a_part(content: object, part: object) -> None:
    desk = Desk()
    artifact_id = await context(desk=desk).artifact(content, name="result")

    assert desk.artifacts == [(Artifact("id-1", (part,), name="result"), False, False)]
    assert artifact_id == "id-1"


async def test_a_further_chunk_names_the_artifact_it_belongs_to() -> None:
    desk = Desk()
    ctx = context(desk=desk)

    first = await ctx.artifact("one ")
    second = await ctx.artifact("two", artifact_id=first, append=True, last=True)

    assert first == second
    assert [(append, last) for _, append, last in desk.artifacts] == [(False, False), (True, True)]


async def test_a_whole_artifact_is_handed_out_as_it_is() -> None:
    desk = Desk()
    whole = Artifact("mine", (TextPart("a"), TextPart("b")))

    assert await context(desk=desk).artifact(whole) == "mine"
    assert desk.artifacts == [(whole, False, False)]


async def test_another_peers_skill_is_called_through_the_desk() -> None:
    desk = Desk(answers={("nordelec", "check_stock"): {"available": 1200}})

    answer = await context(desk=desk).call_peer("nordelec", "check_stock", {"qty": 1})

    assert answer == {"available": 1200}
    assert desk.calls == [("nordelec", "check_stock", {"qty": 1})]


async def test_asking_ends_the_run_with_the_question() -> None:
    with pytest.raises(Ask) as ending:
        await context().ask("Which colour?")

    assert ending.value.question == "Which colour?"


def test_declining_carries_reason_and_data() -> None:
    with pytest.raises(Decline) as ending:
        context().decline("too few", minimum_order=500)

    assert (ending.value.reason, ending.value.data) == ("too few", {"minimum_order": 500})


def test_rejecting_carries_the_reason() -> None:
    with pytest.raises(Reject) as ending:
        context().reject("not our trade")

    assert ending.value.reason == "not our trade"
