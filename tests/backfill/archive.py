"""An archive with everything that a backfill must get right, once as Spark reads it and once as one machine does."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from fold.near_copies import FERRY, QUARRY, edited
from sources.test_warc import record

GOLD = Path(__file__).parents[1] / "gold"
COLUMNS = ("id", "text", "html", "url", "title", "author", "published", "lang", "site")
WORDS = ("lantern", "marble", "cedar", "velvet", "harbour", "thistle", "copper", "meadow")
BOX = "Sign up for the morning letter of the harbour desk and never miss a tide table again"


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]


def lines(path: Path, documents: list[dict[str, Any]], *further: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    written = (json.dumps(document, ensure_ascii=False) for document in documents)
    path.write_text("\n".join((*written, *further)) + "\n", encoding="utf-8")


def made(folder: Path, *, spark: bool) -> list[Path]:
    """The paths of the archive; what is Parquet for Spark is JSON Lines for one machine."""
    first, moved = folder / "in", folder / "moved"
    for name in ("dev1.jsonl", "dev3.jsonl", "extreme.jsonl", "multi_dev.jsonl"):
        lines(first / "gold" / name, rows(name))
    table = [{name: row[name] for name in COLUMNS if row.get(name) is not None} for row in rows("dev2.jsonl")]
    if spark:
        pq.write_table(pa.Table.from_pylist(table), first / "gold" / "table.parquet")
    else:
        lines(first / "gold" / "table.jsonl", table)
    copied = [dict(row, id=f"copy-{row['id']}", site="elsewhere.example", url=None) for row in rows("dev1.jsonl")[:12]]
    lines(first / "copies.jsonl", copied, "{broken", '{"id": "empty", "text": " "}', '{"id": "short", "text": "Rain."}')
    lines(first / "boxes.jsonl", [boxed(number, "tides.example") for number in range(5)])
    lines(first / "nowhere.jsonl", [boxed(number, None) for number in range(5)])
    lines(first / "flood.jsonl", [{"id": f"f{n}", "text": edited(FERRY, n), "site": f"s{n}.example"} for n in range(90)])
    (first / "crawl.warc.gz").write_bytes(b"".join(map(gzip.compress, crawl())))
    (first / "empty.html").touch()
    (first / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (first / "loop").symlink_to(first)
    # The same file in another folder is not new, but for the line that is another there.
    changed = [dict(row, text=QUARRY) if number == 3 else row for number, row in enumerate(copied)]
    lines(moved / "copies.jsonl", changed, "{broken")
    return [first, moved, first / "boxes.jsonl"]


def boxed(number: int, site: str | None) -> dict[str, Any]:
    words = " ".join(f"{word}{number}" for word in WORDS for _ in range(6))
    text = f"Number {number} tells of {words}.\n{BOX}\nThe {number} end of what happened in town{number} on that long evening."
    return {"id": f"box{number}", "text": text, **({"site": site} if site else {})}


def crawl() -> list[bytes]:
    pages = [page(row) for row in rows("dev1.jsonl")[20:26]]
    found = [record(f"https://mirror.example/{number}", body.encode()) for number, body in enumerate(pages)]
    return [record("dns:mirror.example", kind="warcinfo"), *found, record("https://mirror.example/gone", status="404 Not Found")]


def page(row: dict[str, Any]) -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in row["text"].split("\n") if paragraph)
    return (
        f'<html lang="en"><head><title>{row["title"]}</title>'
        f'<meta property="article:published_time" content="{row["published"]}"></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{row['title']}</h1>{paragraphs}<p>{BOX}</p></article></body></html>"
    )
