"""Requests to many peers at once: opened, answered, ranked, awarded, and followed up."""
