"""The edge: aiohttp handlers that turn requests into calls and replies into responses."""
