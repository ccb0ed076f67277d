"""Single articles, with what changed between their revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.serve.acts import last_act
from newsfold.serve.asking import number_of
from newsfold.serve.differences import difference
from newsfold.serve.site import page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from newsfold.store.store import Store
    from newsfold.views.browsing import RevisionView

_COPIES = 50
_PARAGRAPHS = 1_000


async def article(request: Request) -> Response:
    """The page of one article, with two of its revisions side by side if it has several. Raises NotFound, UsageError."""
    number = request.path_params["number"]
    query, done = request.query_params, last_act(request)

    def read(store: Store) -> Mapping[str, object]:
        found = store.article_page(number, copies=_COPIES)
        newest = found.revisions[-1].revision
        new = _revision(found.revisions, number_of(query, "new", newest))
        old = _revision(found.revisions, number_of(query, "old", max(found.revisions[0].revision, new.revision - 1)))
        changed = difference(old.text, new.text) if old is not new else None
        lines = found.revisions[-1].text.splitlines()
        shown = {"lines": lines[:_PARAGRAPHS], "more_lines": max(0, len(lines) - _PARAGRAPHS)}
        return {"found": found, "old": old, "new": new, "changed": changed, **shown, **done(store)}

    return await page(request, "article.html", read)


def _revision(revisions: Sequence[RevisionView], wanted: int) -> RevisionView:
    """The revision of this number, else the newest."""
    return next((revision for revision in revisions if revision.revision == wanted), revisions[-1])
