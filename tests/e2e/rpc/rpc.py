"""A peer that speaks JSON-RPC in one version: the same questions by each version's methods."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.e2e.caller import Answer, Caller
from tests.e2e.say import rpc, skill_text

V1, V03 = "1.0", "0.3"
VERSIONS = (V1, V03)
PUSH = "tasks/pushNotificationConfig/"


@dataclass(frozen=True)
class Rpc:
    caller: Caller
    version: str

    @property
    def is_new(self) -> bool:
        return self.version == V1

    def state(self, name: str) -> str:
        """``completed`` as this version writes it."""
        return f"TASK_STATE_{name.upper().replace('-', '_')}" if self.is_new else name

    def ask(self, new: str, old: str, params: Any) -> Answer:
        return self.caller.post(rpc(new if self.is_new else old, params))

    def send(self, text: str, configuration: Any = None, **members: Any) -> Answer:
        role, tag = ("ROLE_USER", {}) if self.is_new else ("user", {"kind": "text"})
        message = {"messageId": str(uuid4()), "role": role, "parts": [{**tag, "text": text}]}
        params: dict[str, Any] = {"message": {**message, **members}}
        if configuration is not None:
            params["configuration"] = configuration
        return self.ask("SendMessage", "message/send", params)

    def send_skill(self, skill: str, arguments: Any = None, **members: Any) -> Any:
        """The task that a skill's call is answered with."""
        result = self.send(skill_text(skill, arguments), **members).result
        return result["task"] if self.is_new else result

    def start(self, skill: str, arguments: Any = None) -> str:
        """The id of a task that is answered at once."""
        now = {"returnImmediately": True} if self.is_new else {"blocking": False}
        result = self.send(skill_text(skill, arguments), now).result
        task_id: str = (result["task"] if self.is_new else result)["id"]
        return task_id

    def get(self, task_id: str, **params: Any) -> Answer:
        return self.ask("GetTask", "tasks/get", {"id": task_id, **params})

    def list(self, **params: Any) -> Answer:
        return self.ask("ListTasks", "tasks/list", params)

    def cancel(self, task_id: str) -> Answer:
        return self.ask("CancelTask", "tasks/cancel", {"id": task_id})

    def subscribe(self, task_id: str) -> Answer:
        return self.ask("SubscribeToTask", "tasks/resubscribe", {"id": task_id})

    def set_push(self, task_id: str, config: dict[str, Any]) -> Answer:
        nested = {"taskId": task_id, "pushNotificationConfig": config}
        flat = {"taskId": task_id, **config}
        return self.ask(
            "CreateTaskPushNotificationConfig", PUSH + "set", flat if self.is_new else nested
        )

    def get_push(self, task_id: str, config_id: str) -> Answer:
        return self.ask(
            "GetTaskPushNotificationConfig", PUSH + "get", self._named(task_id, config_id)
        )

    def list_push(self, task_id: str) -> Answer:
        params = {"taskId": task_id} if self.is_new else {"id": task_id}
        return self.ask("ListTaskPushNotificationConfigs", PUSH + "list", params)

    def delete_push(self, task_id: str, config_id: str) -> Answer:
        return self.ask(
            "DeleteTaskPushNotificationConfig", PUSH + "delete", self._named(task_id, config_id)
        )

    def _named(self, task_id: str, config_id: str) -> dict[str, str]:
        if self.is_new:
            return {"taskId": task_id, "id": config_id}
        return {"id": task_id, "pushNotificationConfigId": config_id}
