"""A2A 0.3 in the shapes of its proto file, which its HTTP+JSON binding is written in.

They are neither those of its JSON-RPC binding nor of 1.0: wrapped answers, ``ROLE_*`` and
``TASK_STATE_*`` (``CANCELLED`` with two L), a message's parts under ``content``.
"""
