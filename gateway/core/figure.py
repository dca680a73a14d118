"""Figures as people read them."""


def write_amount(amount: float, currency: str = "") -> str:
    """``16 800``, ``4.2``, and with its currency ``16 800 SEK``."""
    number = f"{amount:,f}".rstrip("0").rstrip(".").replace(",", " ")
    return f"{number} {currency}".rstrip()
