"""A process that commits to the store of its first argument until it is killed.

It prints the number of each unit once that is acknowledged.
"""

import asyncio
import os
import sys
from itertools import count

from gateway.store import open_store
from gateway.store.base import TenantStore
from tests.store.values import call


async def client(tenant: TenantStore, numbers: "count[int]") -> None:
    for number in numbers:
        await tenant.commit(*call(number))
        os.write(1, b"%d\n" % number)


async def main() -> None:
    tenant = (await open_store(sys.argv[1])).for_tenant("vendor")
    numbers = count()
    await asyncio.gather(*(client(tenant, numbers) for _ in range(8)))


asyncio.run(main())
