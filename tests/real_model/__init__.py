"""A real language model, small enough for every machine, behind a real server."""
