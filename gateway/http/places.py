"""How many connections there are places for: each is an open file, and a process has so many.

Apart from the server because it is about the process: what the gateway itself opens, to peers and
to its store, must not fail because all the files are taken by those who call it.
"""

import resource
from typing import Final

from gateway.observe.log import get_log

OUR_OWN: Final = 512
"""Files for all else than what is connected to us; of a process that may open few, half of them."""


def make_places(wanted: int) -> int:
    """Have the process allowed to open as many files as that needs; how many places there are."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + OUR_OWN
    if allowed < needed:
        allowed = needed if most == resource.RLIM_INFINITY else min(needed, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
    places = min(wanted, allowed - min(OUR_OWN, allowed // 2))
    if places < wanted:
        get_log("http").warning("few_files", open_files=allowed, connections=places, wanted=wanted)
    return places
