"""What a message gives the skill that it asks for: arguments, or its words as a text."""

from gateway.core.choose import choose
from gateway.core.errors import InvalidParams, Violation
from gateway.core.json import Json, JsonObject
from gateway.core.message import Message


def arguments_of(turn: Message) -> JsonObject:
    """Those of a task, whose first turn says them; raise as ``check_object``."""
    choice = choose(turn)
    return check_object(choice.arguments if choice.skill else {"text": choice.text})


def check_object(arguments: Json) -> JsonObject:
    """Raise InvalidParams for what is no object."""
    if not isinstance(arguments, dict):
        raise InvalidParams(
            "the arguments of a skill are a JSON object",
            violations=(Violation("arguments", "must be an object"),),
        )
    return arguments
