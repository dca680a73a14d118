"""A request drafted from a sentence: shown with what is still open."""

from tests.http.operator.conftest import Office


async def test_a_request_is_drafted_from_a_sentence(office: Office) -> None:
    text = "We need 4,000 DIN rail terminal blocks, 2.5 mm², grey, by April 28, 2099."

    status, first = await office.post("/deals/draft", {"text": text})
    answered = {"audience": "vendor", "currency": "SEK"}
    _, full = await office.post("/deals/draft", {"text": text, "answers": answered})

    assert status == 200
    assert {question["field"] for question in first["questions"]} == {"currency", "audience"}
    assert full["questions"] == []
    assert full["request"]["quantity"] == 4000
    assert full["request"]["needed_by"] == "2099-04-28"
    assert full["request"]["audience"] == {"peers": ["vendor"]}
    assert (await office.post("/deals", full["request"]))[0] == 201


async def test_a_draft_wants_words(office: Office) -> None:
    status, refused = await office.post("/deals/draft", {"text": " "})

    assert status == 400
    assert "text" in refused["error"]
