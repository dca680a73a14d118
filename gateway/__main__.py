"""``python -m gateway`` is ``peergate``."""

from gateway.cli import main

main()
