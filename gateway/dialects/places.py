"""Where the operations of A2A are on HTTP+JSON, below the URL of an interface.

Sources: A2A 1.0.1 section "URL Patterns and HTTP Methods" and the annotations of its proto file;
A2A 0.3.0 section "Method Mapping Reference", whose paths all begin with ``/v1``. Text and proto
file disagree on how to subscribe, so both ways are served.
"""

from typing import Final

from gateway.dialects.place import Place

_SUBSCRIBE: Final = "/tasks/{id}:subscribe"
_CONFIGS: Final = "/tasks/{taskId}/pushNotificationConfigs"

# A verb behind an id comes before the id alone, which would take it for a part of itself.
_COMMON: Final = (
    Place("SendMessage", "POST", "/message:send"),
    Place("SendStreamingMessage", "POST", "/message:stream"),
    Place("CancelTask", "POST", "/tasks/{id}:cancel"),
    Place("GetTask", "GET", "/tasks/{id}"),
    Place("ListTasks", "GET", "/tasks"),
    Place("CreateTaskPushNotificationConfig", "POST", _CONFIGS),
    Place("ListTaskPushNotificationConfigs", "GET", _CONFIGS),
    Place("GetTaskPushNotificationConfig", "GET", _CONFIGS + "/{id}"),
    Place("DeleteTaskPushNotificationConfig", "DELETE", _CONFIGS + "/{id}"),
)

V1_PLACES: Final = (
    Place("SubscribeToTask", "POST", _SUBSCRIBE),
    Place("SubscribeToTask", "GET", _SUBSCRIBE),
    *_COMMON,
    Place("GetExtendedAgentCard", "GET", "/extendedAgentCard"),
)

V03_PREFIX: Final = "/v1"
V03_PLACES: Final = (
    # The servers of that time know this one alone.
    Place("SubscribeToTask", "GET", _SUBSCRIBE),
    Place("SubscribeToTask", "POST", _SUBSCRIBE),
    *_COMMON,
    Place("GetExtendedAgentCard", "GET", "/card"),
)
