"""Support: what is known by heart, else a human."""

from typing import Any, Final

from pydantic import BaseModel

from gateway.skillkit import SkillContext, skill

_KNOWN: Final = {
    "password": "Choose “forgot password” on the sign-in page.",
    "error": "Restart the app; error 42 means that it is offline.",
    "broken": "Send it back within 30 days, and a new one is on its way.",
}


class Words(BaseModel):
    text: str


@skill(tags=("support",))
async def support(ctx: SkillContext, args: Words) -> dict[str, Any]:
    """Help with what does not work."""
    text = args.text.casefold()
    for word, answer in _KNOWN.items():
        if word in text:
            return {"status": "resolved", "answer": answer}
    return {"status": "escalated", "answer": "A colleague will look at it."}
