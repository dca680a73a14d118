"""Plain words are carried out without a model: found, asked about, run, and answered."""

from typing import Any

from tests.chat.conftest import Office, Opener

QUOTE = {"price_cents": 4900, "currency": "SEK", "lead_days": 14}


async def send(office: Office, text: str, **ids: str) -> Any:
    message = {"messageId": f"m-{text}", "role": "ROLE_USER", "parts": [{"text": text}], **ids}
    call = {"jsonrpc": "2.0", "id": 1, "method": "SendMessage", "params": {"message": message}}
    status, answer = await office.post(call, path="/a2a")
    assert status == 200
    return answer["result"]["task"]


def data_of(task: Any) -> Any:
    return task["artifacts"][0]["parts"][0]["data"]


async def test_a_complete_request_is_answered_with_the_result(open_office: Opener) -> None:
    office = await open_office(llm=False)
    task = await send(office, "Can you deliver 1000 branded flashlights in 2 weeks?")
    assert task["status"]["state"] == "TASK_STATE_COMPLETED"
    assert data_of(task) == QUOTE


async def test_the_one_argument_that_is_open_is_asked_for(open_office: Opener) -> None:
    office = await open_office(llm=False)
    task = await send(office, "What would branded flashlights cost us?")
    assert task["status"]["state"] == "TASK_STATE_INPUT_REQUIRED"
    question = task["status"]["message"]["parts"][0]["text"]
    assert question == "What is the qty for get_quote? (number of pieces)"
    again = await send(office, "none", taskId=task["id"])
    assert again["status"]["state"] == "TASK_STATE_INPUT_REQUIRED"
    assert "integer" in again["status"]["message"]["parts"][0]["text"]
    done = await send(office, "1,000 pieces", taskId=task["id"])
    assert done["status"]["state"] == "TASK_STATE_COMPLETED"
    assert data_of(done) == QUOTE


async def test_what_the_skill_declines_is_declined(open_office: Opener) -> None:
    office = await open_office(llm=False)
    task = await send(office, "Please quote 5 branded flashlights.")
    assert task["status"]["state"] == "TASK_STATE_REJECTED"
    said = task["status"]["message"]["parts"][0]["data"]
    assert said["minimum_order"] == 100


async def test_a_request_with_more_open_is_shown_how_to_ask(open_office: Opener) -> None:
    office = await open_office(llm=False)
    task = await send(office, "quote please")
    assert "skill:get_quote" in task["artifacts"][0]["parts"][0]["text"]


async def test_a_skill_that_this_peer_may_not_run_is_not_run(open_office: Opener) -> None:
    office = await open_office(llm=False)
    answer = await office.ask("Please quote 1000 branded flashlights.", "limited")
    assert "price_cents" not in str(answer)
    assert "get_quote" not in str(answer)


async def test_each_step_is_in_the_activity(open_office: Opener) -> None:
    office = await open_office(llm=False)
    task = await send(office, "Please quote 1000 branded flashlights.")
    rows = await office.store.list_activity()
    assert {(row.direction, row.skill) for row in rows if row.task_id == task["id"]} == {
        ("inbound", "chat"),
        ("internal", "get_quote"),
    }


async def test_a_text_too_long_to_be_read_has_nothing_run(open_office: Opener) -> None:
    office = await open_office(llm=False)
    asked = "Please quote 1000 branded flashlights."
    answer = await office.ask(f"{asked} {'1 ' * 100_000}")
    assert answer["data"]["skills"][0]["name"] == "get_quote"
    assert [row.skill for row in await office.store.list_activity()] == ["chat"]


async def test_a_count_beyond_all_counting_is_asked_for(open_office: Opener) -> None:
    office = await open_office(llm=False)
    task = await send(office, f"Please quote {'hundred ' * 20}branded flashlights.")
    assert task["status"]["state"] == "TASK_STATE_INPUT_REQUIRED"
