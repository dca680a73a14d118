"""One reader for the messages and tasks of every A2A generation: read leniently.

The generations never contradict each other in the names of their members, so one reader takes them
all: a part with ``kind``, ``type`` or neither, a role and a state in either spelling, camelCase and
snake_case. Unknown members are ignored. What a dialect writes is its own affair.

Every refusal is an InvalidParams that names the field; a client's binding turns it into an
InvalidAgentResponse.
"""
