"""``peergate import-flowwink``: the peers of a Flowwink site, taken over with their tokens.

A row goes through these files in turn: ``export`` finds it in the file, ``candidate`` puts it into
our words, ``names`` names it, ``plan`` decides its fate, ``command`` writes and reports.
"""
