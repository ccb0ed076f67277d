"""The fields of a form, read whole before anything is done with them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from starlette.requests import Request

TOKEN = "form_token"  # noqa: S105 a field's name
"""The field in which a form carries the token of its browser."""

LONGEST = 32_768
"""How many bytes a form may have."""

_MOST_FIELDS = 20
_TYPE = "application/x-www-form-urlencoded"


class Unreadable(Exception):
    """What was sent is no form of ours. The text is a sentence for a person, `status` the answer's."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status


async def read(request: Request) -> dict[str, str]:
    """The fields by name; of several with one name the last. Raises Unreadable."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPE:
        raise Unreadable(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "This is no form that newsfold knows.")
    sent = b""
    async for chunk in request.stream():
        sent += chunk
        if len(sent) > LONGEST:
            raise Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This form is too long.")
    try:
        fields = parse_qsl(sent.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise Unreadable(HTTPStatus.BAD_REQUEST, "This form cannot be read.") from error
    return dict(fields)
