"""The skill ``chat``: free text answered by a language model, or by the concierge without one."""

from gateway.chat.memory import Memory
from gateway.chat.open import Chat, open_chat
from gateway.chat.skill import CHAT, make_chat_skill

__all__ = ["CHAT", "Chat", "Memory", "make_chat_skill", "open_chat"]
