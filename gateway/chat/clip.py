"""What is too long for a model to be told, cut where its bytes end."""


def clip(text: str, max_bytes: int) -> str:
    """The text, or how it begins, with a mark that there was more."""
    data = text.encode()
    return text if len(data) <= max_bytes else data[:max_bytes].decode(errors="ignore") + " …"
