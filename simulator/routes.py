"""One row per operation: its name in Amazon's model, its path, who does it, its usage plan."""
import re
from dataclasses import dataclass
from urllib.parse import unquote

from .identities import ORDER_ROLES


@dataclass(frozen=True)
class Route:
    """An operation; the path's {names} become positional arguments of `do(world, request, …)`."""

    operation: str
    method: str
    path: str
    do: object
    rate: float
    burst: int
    roles: tuple = ORDER_ROLES  # any one of them opens it

    def arguments(self, path):
        """Return the path's arguments, or None when the path is another one."""
        pattern = "/".join("([^/]+)" if part.startswith("{") else re.escape(part) for part in self.path.split("/"))
        found = re.fullmatch(pattern, path)
        return tuple(unquote(part) for part in found.groups()) if found else None
