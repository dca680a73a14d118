"""How many free texts reach the right skill without a language model."""
