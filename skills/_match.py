"""The one product that a request means, by its name and its specification."""

from collections.abc import Mapping
from typing import Any

from gateway.skillkit import SkillContext

from ._catalogue import Product, find_kin, find_product, near_names
from ._spec import find_misfits


def get_match(ctx: SkillContext, name: str, spec: Mapping[str, Any]) -> Product:
    """The product of that name if it is as asked for, else the only one of its kin that is.

    Decline with what differs, or with the names to choose from.
    """
    product = _choose(ctx, name, spec)
    if misfits := find_misfits(product, spec):
        ctx.decline(
            f"{product.name}: {'; '.join(map(str, misfits))}.",
            because="spec",
            product=product.name,
            differs=[
                {"field": misfit.field, "asked": misfit.asked, "offered": misfit.offered}
                for misfit in misfits
            ],
        )
    return product


def _choose(ctx: SkillContext, name: str, spec: Mapping[str, Any]) -> Product:
    """The product that fits, else the one that comes closest."""
    named = find_product(name)
    kin = find_kin(name)
    if named is not None and not find_misfits(named, spec):
        return named
    if not kin:
        near = near_names(name)
        ctx.decline(f"We have no product called {name!r}.", because="product", near=near)
    fitting = [product for product in kin if not find_misfits(product, spec)]
    if len(fitting) > 1:
        names = [product.name for product in fitting]
        ctx.decline(f"{name!r} may be any of {', '.join(names)}.", because="product", near=names)
    if fitting:
        return fitting[0]
    return named or min(kin, key=lambda product: len(find_misfits(product, spec)))
