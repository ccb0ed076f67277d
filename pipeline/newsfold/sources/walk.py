"""Every file below a folder, in an order that is the same on every machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from newsfold.model import Skip
from newsfold.sources.entry import Entry, meaning
from newsfold.sources.names import path_origin

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Node(NamedTuple):
    path: str  # relative to the root
    folder: bool


def walk(root: str) -> Iterator[Entry | Skip]:
    """Whatever lies below the folder `root`, sorted by the bytes of the names, and a Skip for each folder that cannot be listed.

    Names with a leading dot are passed over. Links are listed, never followed. Only the names of one folder and of the folders
    above it are held in memory.
    """
    source = path_origin(root)
    pending = [_Node("", folder=True)]
    while pending:
        node = pending.pop()
        path = os.path.join(root, node.path)  # noqa: PTH118 a Path would cost more than the listing
        if not node.folder:
            yield Entry(source, path_origin(node.path), path)
            continue
        try:
            children = _listed(path)
        except OSError as error:
            yield Skip(source, path_origin(node.path or "."), *meaning(error))
            continue
        pending.extend(_Node(os.path.join(node.path, child.path), child.folder) for child in reversed(children))  # noqa: PTH118 as above


def _listed(folder: str) -> list[_Node]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        with os.scandir(descriptor) as children:
            nodes = [_Node(child.name, child.is_dir(follow_symlinks=False)) for child in children if not child.name.startswith(".")]
    finally:
        os.close(descriptor)
    return sorted(nodes, key=lambda node: os.fsencode(node.path))
