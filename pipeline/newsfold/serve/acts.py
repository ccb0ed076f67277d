"""What people decide here, and the list of all that was decided. `newsfold.steer` does it; a running newsfold may have to finish it."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from anyio import to_thread
from starlette.responses import RedirectResponse

from newsfold import steer
from newsfold.errors import UsageError
from newsfold.fold.telling import Register
from newsfold.model import Act
from newsfold.serve.asking import address, inside, number_of
from newsfold.serve.site import page, site_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from newsfold.steer import Decided
    from newsfold.store.store import Store
    from newsfold.views.decisions import DecisionView

LISTED = 50
"""How many decisions a page lists."""

LONGEST_WHY = 1_000
"""How many characters of a reason are kept."""

_ACT = re.compile(r"(same|different|canonical) ([0-9]{1,19}) ([0-9]{1,19})")


async def decide(request: Request) -> Response:
    """Takes a decision: `act` is its kind, an article and what else it is about ("same 3 9", "canonical 3 1"), `why` its reason.

    Raises NotFound, UsageError, Contradiction, StoreError.
    """
    form, settings = request.state.form, site_of(request).settings
    named = _ACT.fullmatch(form.get("act", ""))
    if named is None:
        message = "there is nothing to decide: same A B, different A B, or canonical ARTICLE CLUSTER"
        raise UsageError(message)
    kind, article, other = Act(named[1]), named[2], named[3]
    return await _done(request, lambda: steer.decide(settings, kind, article, other, by=_by(request), why=_why(request)))


async def undo(request: Request) -> Response:
    """Undoes `decision`, else the latest in force. Raises NotFound, UsageError, StoreError."""
    form, site = request.state.form, site_of(request)
    number = number_of(form, "decision", 0) or None
    return await _done(request, lambda: steer.undo(site.settings, number, by=_by(request), why=_why(request)))


async def decisions(request: Request) -> Response:
    """The list of decisions, the latest first. Raises UsageError."""
    before, done = number_of(request.query_params, "before", 0), last_act(request)

    def read(store: Store) -> Mapping[str, object]:
        views = [
            view
            for view in sorted(Register.of(store).views.values(), key=_number, reverse=True)
            if not before or view.decision.id < before
        ]
        return {"views": views[:LISTED], "more": len(views) > LISTED, "before": before, **done(store)}

    return await page(request, "decisions.html", read)


def last_act(request: Request) -> Callable[[Store], Mapping[str, object]]:
    """What reads the decision that led to this page (`done`), so that it can be told and taken back; none that is not there.

    `places` are (article, cluster) of the articles that it is about, where these stand now.
    """
    number = number_of(request.query_params, "done", 0)

    def read(store: Store) -> Mapping[str, object]:
        done = Register.of(store).views.get(number) if number else None
        named = [brief.id for brief in (done.article, done.other) if brief] if done else []
        bodies = store.bodies_of(named)
        clusters = store.body_clusters(bodies.values())
        return {"done": done, "places": [(one, clusters[bodies[one]]) for one in named if bodies.get(one) in clusters]}

    return read


def _number(view: DecisionView) -> int:
    return view.decision.id


async def _done(request: Request, work: Callable[[], Decided]) -> Response:
    decided = await to_thread.run_sync(work, limiter=site_of(request).deciding)
    path, _, query = inside(request.state.form.get("back", "/decisions")).partition("?")
    back = address(path, dict(parse_qsl(query)), done=decided.decision.id)
    return RedirectResponse(back, HTTPStatus.SEE_OTHER)


def _by(request: Request) -> str:
    return request.state.visit.by or site_of(request).by


def _why(request: Request) -> str:
    return " ".join(request.state.form.get("why", "").split())[:LONGEST_WHY]
