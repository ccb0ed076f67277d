"""What is handed on in tests, and the bytes of an export; written for the project."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from newsfold.handing.handout import Handout, Shape
from newsfold.model import Article, Moment
from newsfold.views.handing import Wanted
from newsfold.watching import WEB, EntryState, WatchChanges
from store_builders import AT, digest_of, make_changes, make_filed
from watch_builders import NOW, make_entry

if TYPE_CHECKING:
    from newsfold.store.store import Store

IDENTITY = "6f1ce4b0-3a52-4f0e-9d57-2f1f6a3c8b10"
REPORT = "The ferry Astrid ran aground off Nordhavn on Monday.\nNobody was hurt, said the harbour master, Ane Lund."


def told(origin: str, words: str, **known: Any) -> Article:  # noqa: ANN401 fields of any type
    return replace(Article("/in", origin, digest_of(words), words, (), lang="en"), **known)


def fill(store: Store) -> None:
    ferry = [
        told(
            "https://wire.example/ferry",
            REPORT,
            source=WEB,
            url="https://wire.example/ferry",
            title="Ferry Astrid runs aground off Nordhavn",
            site="wire.example",
            author="Konrad Debattista",
            published=Moment("2026-03-02T09:15:00+01:00", NOW - 6_300),
        ),
        told(
            "mirror/ferry.html",
            REPORT,
            url="https://mirror.example/a?b=1&c=<2>",
            title="Ferry Astrid runs aground off Nordhavn",
            site="mirror.example",
            published=Moment("2026-03-02", NOW + 50_399),
        ),
        told(
            "faehre.txt",
            "Die Fähre „Astrid“ ist vor Nordhavn auf Grund gelaufen.\nMehr Nachrichten\nVerletzt wurde niemand.",
            title="Fähre auf Grund",
            lang="de",
            furniture=(1,),
        ),
    ]
    depot = [
        told(
            "depot.html", "=The council will turn a tram depot into 240 flats.", site="townpost.example", url="javascript:alert(1)"
        ),
        told("flats.html", "Depot to become flats, council says.", title="+240 flats", site="townpost.example", author="@staff"),
    ]
    single = [told("single.txt", "Nothing else happened.", lang=None)]
    sighted = make_entry("agency", "n1", EntryState.TAKEN, origin="https://wire.example/ferry", tags=("Ships", "Nordhavn"))
    store.watch(WatchChanges(entries=(sighted,)))
    groups = [ferry, depot, single]
    numbers = iter(range(1, 9))
    store.apply(make_changes(*([make_filed(next(numbers), article) for article in group] for group in groups)), AT)
    with store._writing() as connection:
        connection.execute(text("UPDATE meta SET value = :identity WHERE key = 'identity'"), {"identity": IDENTITY})


def exported(store: Store, wanted: Wanted | None = None, **shape: Any) -> bytes:  # noqa: ANN401 as above
    return b"".join(Handout(store, wanted or Wanted(), Shape(**shape)))
