"""What the card does not promise is refused, in the words that A2A has for each promise.

Apart from the policies of a message because it is about every call, and about the agent alone.
Source: A2A 1.0 section "Capability Validation".
"""

from gateway.config.agent import CapabilitySettings
from gateway.core.call import (
    Call,
    CreatePushConfig,
    DeletePushConfig,
    GetExtendedCard,
    GetPushConfig,
    ListPushConfigs,
    SendMessage,
    SendStreamingMessage,
    StreamCall,
    SubscribeToTask,
)
from gateway.core.errors import PushNotificationNotSupported, UnsupportedOperation
from gateway.core.push import PushConfig


def check_capability(call: Call | StreamCall, promised: CapabilitySettings) -> None:
    """Raise PushNotificationNotSupported for what is about a push, else UnsupportedOperation."""
    match call:
        case SendMessage(push=None):
            pass
        case SendStreamingMessage() | SubscribeToTask() if not promised.streaming:
            raise UnsupportedOperation("this agent does not stream")
        case GetExtendedCard() if not promised.extended_card:
            raise UnsupportedOperation("this agent has no extended card")
        case (
            CreatePushConfig()
            | GetPushConfig()
            | ListPushConfigs()
            | DeletePushConfig()
            # Who waits to be told must know that nobody will tell.
            | SendMessage(push=PushConfig())
            | SendStreamingMessage(send=SendMessage(push=PushConfig()))
        ) if not promised.push_notifications:
            raise PushNotificationNotSupported
        case _:
            pass
