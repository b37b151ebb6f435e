"""Find every rule, report or format that a package holds, one per module; forgetting is loud."""

import importlib
import pkgutil
from importlib.metadata import entry_points
from types import ModuleType
from typing import TypeVar

from materiel.kernel.errors import InternalError

Collected = TypeVar("Collected")


def collect(package: ModuleType, kind: type[Collected], group: str = "") -> dict[str, Collected]:
    """The one constant of type ``kind`` that each module of ``package`` defines, by name.

    Args:
        package: an imported package; every module directly in it is imported.
        kind: a type with a ``name`` attribute.
        group: entry-point group under which third parties add the same type.

    Returns:
        Name to object, in the order of the names.

    Raises:
        InternalError: a module lacks its constant, has two, or repeats a name.
    """
    found: dict[str, Collected] = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        own = [value for value in vars(module).values() if isinstance(value, kind)]
        if len(own) != 1:
            raise InternalError(
                f"{module.__name__} must define one constant of type {kind.__name__}, "
                f"found {len(own)}"
            )
        _put(found, own[0], module.__name__)
    if group:
        for point in entry_points(group=group):
            value = point.load()
            if not isinstance(value, kind):
                raise InternalError(f"entry point {point.value} is not a {kind.__name__}")
            _put(found, value, point.value)
    return dict(sorted(found.items()))


def _put(found: dict[str, Collected], value: Collected, origin: str) -> None:
    name = str(getattr(value, "name", ""))
    if not name:
        raise InternalError(f"{origin}: a collected {type(value).__name__} has no name")
    if name in found:
        raise InternalError(f"{origin} repeats the name {name!r}")
    found[name] = value
