"""Where the data shipped with newsfold lies: inside the installed package, or at the top of a checkout.

The only place that knows both layouts.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


def _folder(name: str) -> Path:
    for parent in (_PACKAGE, _CHECKOUT):
        if (parent / name).is_dir():
            return parent / name
    message = f"this installation of newsfold is broken: it has no folder {name!r}"
    raise FileNotFoundError(message)


def default_config() -> Path:
    """The file that holds every setting with its default, unit and reason."""
    return _folder("config") / "default.toml"


def migrations() -> Path:
    """The folder of alembic migrations."""
    return _folder("db") / "migrations"
