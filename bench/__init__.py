"""What a call through the gateway costs beside what it cannot do without: ``make bench``.

A bare aiohttp handler and a bare SQLite commit are the floors. All are measured in the same run,
in interleaved rounds, because a ratio holds from machine to machine and a rate does not.
"""
