"""What peers tell us of their tasks by themselves: asked for, taken, passed on to who waits.

A task may outlive every wait. Where the peer sends push notifications, we give it an address of
ours and a secret, so that its end is known when it comes and not when we look again.
"""

NOTIFICATIONS_PATH = "/a2a/notifications"
