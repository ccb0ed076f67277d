# /// script
# dependencies = ["datasketch", "SQLAlchemy"]
#
# [tool.bench]
# input = "text"
# slow = true
# does = "MinHash.update for each shingle, MinHashLSH, a commit of SQLAlchemy's ORM for each document"
# ///
"""The glue that one writes first, from the examples in the documentation of each library."""

from __future__ import annotations

import tempfile
from pathlib import Path

from common import PERMUTATIONS, THRESHOLD, Document, Groups, documents, shingles
from datasketch import MinHash, MinHashLSH
from sqlalchemy import LargeBinary, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """The tables."""


class Article(Base):
    """One document with its sketch."""

    __tablename__ = "articles"

    id: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    sketch: Mapped[bytes] = mapped_column(LargeBinary)
    duplicate_of: Mapped[str | None]


class Folder:
    """Takes in documents one after the other, and stores each."""

    def __init__(self, database: Path) -> None:
        engine = create_engine(f"sqlite:///{database}")
        Base.metadata.create_all(engine)
        self._session = Session(engine)
        self._index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
        self.groups = Groups()

    def take_in(self, document: Document) -> None:
        """Sign, look up, insert, store."""
        sketch = MinHash(num_perm=PERMUTATIONS)
        for shingle in shingles(document.text):
            sketch.update(shingle.encode())
        found = sorted(map(str, self._index.query(sketch)))
        self._index.insert(document.id, sketch)
        self.groups.join(document.id, found)
        values = sketch.digest().tobytes()
        self._session.add(Article(id=document.id, text=document.text, sketch=values, duplicate_of=found[0] if found else None))
        self._session.commit()


def main() -> None:
    """Take in the documents asked for."""
    with tempfile.TemporaryDirectory() as folder:
        folded = Folder(Path(folder) / "naive.db")
        for document in documents():
            folded.take_in(document)
        folded.groups.tell()


if __name__ == "__main__":
    main()
