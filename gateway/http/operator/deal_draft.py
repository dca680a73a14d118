"""A request drafted from a sentence: shown with what is still open, and opened by nobody here."""

from aiohttp import web

from gateway.dialects.lenient.fields import read_object, read_text, wrong
from gateway.http.endpoint import SERVICES
from gateway.http.operator_call import read_body_object
from gateway.http.respond import json_response


async def draft_deal(request: web.Request) -> web.Response:
    """``{text, answers?}`` → ``{request, questions: [{field, text, problem?}]}``.

    ``answers`` are by the fields of the questions. Without questions the request can be opened.
    """
    wire = await read_body_object(request)
    text = read_text(wire, "text").strip()
    if not text:
        raise wrong("text", "is required: what is needed, in a sentence")
    answers = read_object(wire.get("answers"), "answers")
    drafted = await request.app[SERVICES].scribe.draft(text, answers)
    return json_response(drafted.write())
