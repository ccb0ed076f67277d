"""Files that pages need: read once, and known to browsers under a name that changes with their content."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from starlette.requests import Request

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_KEPT = "public, max-age=31536000, immutable"
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent, and the address under which it is."""

    address: str
    type: str
    content: bytes


class Assets:
    """The files at `paths`, by name."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._by_name = {path.name: _read(path) for path in paths}
        self._by_address = {asset.address: asset for asset in self._by_name.values()}

    def address(self, name: str) -> str:
        """Where the file called `name` is to be had."""
        return self._by_name[name].address

    async def answer(self, request: Request) -> Response:
        """The file that is asked for. Raises HTTPException."""
        asset = self._by_address.get(request.url.path)
        if asset is None:
            raise HTTPException(404)
        return Response(asset.content, media_type=asset.type, headers={"Cache-Control": _KEPT})


def _read(path: Path) -> Asset:
    content = path.read_bytes()
    return Asset(f"/static/{sha256(content).hexdigest()[:_DIGITS]}/{path.name}", _TYPES[path.suffix], content)
