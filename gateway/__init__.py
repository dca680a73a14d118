"""Peergate: the gateway between companies' agents."""
