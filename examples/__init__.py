"""Companies with gateways of their own, on this machine: what to look at and what to learn from."""
