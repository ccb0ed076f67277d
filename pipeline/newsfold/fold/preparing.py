"""What an article's own text decides, which can be made in any process, before the article is filed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.clean.extract import clean
from newsfold.clean.recurring import line_digests
from newsfold.match.signature import sign_body
from newsfold.model import Article, Prepared, Skip
from newsfold.text import body_of

if TYPE_CHECKING:
    from datetime import datetime

    from newsfold.model import Fetched


def prepare(article: Article) -> Prepared:
    """An article, ready to be filed."""
    body = body_of(article.text, article.furniture, article.lang)
    return Prepared(article, line_digests(article.text, article.furniture), body, sign_body(body))


def cleaned(item: Fetched, now: datetime) -> Prepared | Skip:
    """What becomes of an input: cleaned (see `newsfold.clean.extract.clean`) and prepared, or skipped."""
    outcome = clean(item, now)
    return outcome if isinstance(outcome, Skip) else prepare(outcome)
