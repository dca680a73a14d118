"""``peergate deal``: requests to many peers, what they answered, and what is decided."""
