"""What a call through the gateway costs beside what it cannot do without: ``make bench``.

A bare aiohttp handler, a bare SQLite commit and a handler that commits a call's rows are the
floors. All are measured in the same run, in interleaved rounds, because a ratio holds from machine
to machine and a rate does not.
"""
