"""What goes wrong becomes a page with one sentence, under the status that programs read."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from newsfold.errors import Contradiction, NewsfoldError, NotFound, NotOurs, SchemeMismatch, StoreError, TooNew
from newsfold.serve.site import refused

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_FAULT = "The page could not be made; what happened stands in the output of newsfold serve."


def status_of(error: NewsfoldError) -> HTTPStatus:
    """The status that stands for an error."""
    match error:
        case NotFound():
            return HTTPStatus.NOT_FOUND
        case Contradiction():
            return HTTPStatus.CONFLICT
        case StoreError() | TooNew() | NotOurs() | SchemeMismatch():
            return HTTPStatus.SERVICE_UNAVAILABLE
        case _:
            return HTTPStatus.BAD_REQUEST


async def expected(request: Request, error: Exception) -> Response:
    """For what newsfold raises on purpose."""
    assert isinstance(error, NewsfoldError)
    text = str(error)
    return refused(request, status_of(error), f"{text[:1].upper()}{text[1:]}.")


async def not_there(request: Request, error: Exception) -> Response:
    """For addresses that lead nowhere, and methods that a page does not know."""
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    page = refused(request, status, f"Nothing is at {request.url.path}." if status is HTTPStatus.NOT_FOUND else f"{status.phrase}.")
    page.headers.update(error.headers or {})
    return page


async def fault(request: Request, _error: Exception) -> Response:
    """For what should not have happened. The server writes it down."""
    return refused(request, HTTPStatus.INTERNAL_SERVER_ERROR, _FAULT)


HANDLERS: dict[Any, Any] = {NewsfoldError: expected, HTTPException: not_there, Exception: fault}
"""By what was raised, who makes the page."""
