"""A peer that speaks HTTP+JSON, of either version, in the words of its proto file."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.e2e.caller import Answer, Caller
from tests.e2e.listen import Heard, hear
from tests.e2e.say import skill_text

VERSIONS = ("1.0", "0.3")
BASES = {"1.0": "/a2a", "0.3": "/a2a/v1"}


@dataclass(frozen=True)
class Rest:
    """``base`` is the URL's path of the interface, with the ``/v1`` of 0.3."""

    caller: Caller
    version: str

    @property
    def base(self) -> str:
        return BASES[self.version]

    def message(self, text: str, **members: Any) -> dict[str, Any]:
        parts = {"1.0": "parts", "0.3": "content"}[self.version]
        said = {"messageId": str(uuid4()), "role": "ROLE_USER", parts: [{"text": text}], **members}
        return {"message": said}

    def send(self, text: str, configuration: Any = None, **members: Any) -> Answer:
        body = self.message(text, **members)
        if configuration is not None:
            body["configuration"] = configuration
        return self.post("/message:send", body)

    def send_skill(self, skill: str, arguments: Any = None) -> Any:
        """The task that a skill's call is answered with."""
        answer = self.send(skill_text(skill, arguments))
        assert answer.status == 200, answer
        return answer.json["task"]

    def start(self, skill: str, arguments: Any = None) -> str:
        """The id of a task that is answered at once."""
        now = {"1.0": {"returnImmediately": True}, "0.3": {}}[self.version]
        return self.send(skill_text(skill, arguments), now).json["task"]["id"]

    def get(self, path: str, **headers: str) -> Answer:
        return self.caller.get(self.base + path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """Without a body where there is none to send."""
        if body is None:
            return self.caller.send("POST", self.base + path, headers=headers)
        return self.caller.post(body, self.base + path, **headers)

    def hear(
        self, path: str, body: Any = None, method: str = "POST", **headers: str
    ) -> list[Heard]:
        """All events of a stream."""
        return hear(self.caller, body, self.base + path, method=method, **headers)

    def delete(self, path: str) -> Answer:
        return self.caller.send("DELETE", self.base + path)

    def data_of(self, task: Any) -> Any:
        """The structured result; 0.3 says it as text first."""
        parts = task["artifacts"][0]["parts"]
        if self.version == "1.0":
            (part,) = parts
            return part["data"]
        text, part = parts
        assert json.loads(text["text"]) == part["data"]["data"]
        return part["data"]["data"]


def reason_of(answer: Answer) -> str:
    """The word that names the error; its status is told twice and is the same."""
    error = answer.json["error"]
    assert error["code"] == answer.status
    assert error["details"][0]["@type"] == "type.googleapis.com/google.rpc.ErrorInfo"
    assert error["details"][0]["domain"] == "a2a-protocol.org"
    return error["details"][0]["reason"]
