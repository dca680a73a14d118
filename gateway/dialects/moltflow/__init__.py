"""MoltFlow's wire: JSON-RPC without tasks, whose results are whatever the agent's handler gives."""

NAME = "moltflow"
