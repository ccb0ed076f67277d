"""What of an article the search looks into."""

from __future__ import annotations

COLUMNS = ("title", "text", "site", "author")
WEIGHTS = (5.0, 1.0, 1.0, 1.0)
"""How much an occurrence in each counts: a title says what an article is about, a site and an author are not what it is about."""
