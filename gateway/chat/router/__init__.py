"""Which skill a free text asks for, and with what arguments, without a language model."""

from gateway.chat.router.draft import MOST_LETTERS, Draft, draft, fill
from gateway.chat.router.meaning import load_meaning
from gateway.chat.router.router import Ranked, Router

__all__ = ["MOST_LETTERS", "Draft", "Ranked", "Router", "draft", "fill", "load_meaning"]
