"""What the card does not promise is refused, and what it promises is not."""

import pytest

from gateway.config.agent import CapabilitySettings
from gateway.core.call import (
    Call,
    CancelTask,
    CreatePushConfig,
    DeletePushConfig,
    GetExtendedCard,
    GetPushConfig,
    GetTask,
    ListPushConfigs,
    ListTasks,
    SendMessage,
    SendStreamingMessage,
    StreamCall,
    SubscribeToTask,
)
from gateway.core.errors import (
    GatewayError,
    PushNotificationNotSupported,
    UnsupportedOperation,
)
from gateway.core.message import Message, Role, TextPart
from gateway.core.push import PushConfig
from gateway.policy import check_capability

NOTHING = CapabilitySettings(streaming=False, push_notifications=False, extended_card=False)
EVERYTHING = CapabilitySettings(streaming=True, push_notifications=True, extended_card=True)
HOOK = PushConfig("t1", "p1", "https://peer.example/hook")
SEND = SendMessage(Message("m1", Role.USER, (TextPart("hello"),)))
SEND_AND_TELL = SendMessage(SEND.message, push=HOOK)

PROMISED: dict[str, tuple[type[GatewayError], list[Call | StreamCall]]] = {
    "streaming": (UnsupportedOperation, [SendStreamingMessage(SEND), SubscribeToTask("t1")]),
    "extended_card": (UnsupportedOperation, [GetExtendedCard()]),
    "push_notifications": (
        PushNotificationNotSupported,
        [
            CreatePushConfig(HOOK),
            GetPushConfig("t1", "p1"),
            ListPushConfigs("t1"),
            DeletePushConfig("t1", "p1"),
            SEND_AND_TELL,
            SendStreamingMessage(SEND_AND_TELL),
        ],
    ),
}
CASES = [
    pytest.param(call, switch, error, id=f"{switch}-{type(call).__name__}-{number}")
    for switch, (error, calls) in PROMISED.items()
    for number, call in enumerate(calls)
]


@pytest.mark.parametrize(("call", "switch", "error"), CASES)
def test_each_switch_has_its_own_refusal(
    call: Call | StreamCall, switch: str, error: type[GatewayError]
) -> None:
    check_capability(call, EVERYTHING)
    with pytest.raises(error):
        check_capability(call, EVERYTHING.model_copy(update={switch: False}))


@pytest.mark.parametrize("call", [SEND, GetTask("t1"), ListTasks(), CancelTask("t1")])
def test_what_needs_no_promise_is_never_refused(call: Call) -> None:
    check_capability(call, NOTHING)
