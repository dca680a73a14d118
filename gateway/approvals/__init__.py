"""Decisions that are left to a human: what waits for them, and what becomes of it."""
