"""Runs one skill for one task: its place in line, its deadline, its outcome as task events."""
