"""Any cluster at all, as hypothesis draws it."""

from __future__ import annotations

from hypothesis import strategies as st

from newsfold.model import Relation
from newsfold.views.clusters import ArticleView, ClusterView, VariantView
from report.samples import HOSTILE

_TEXT = st.text(st.characters(exclude_categories=()), max_size=30) | st.sampled_from(HOSTILE)
_MAYBE = st.none() | _TEXT
_NUMBER = st.integers(min_value=0, max_value=1 << 62)
_ARTICLES = st.builds(
    ArticleView,
    id=_NUMBER, origin=_TEXT, url=_MAYBE, title=_MAYBE, site=_MAYBE, author=_MAYBE, published=_MAYBE, first_seen=_TEXT, lang=_MAYBE,
    words=_NUMBER, copies=st.lists(_TEXT, max_size=2).map(tuple),
)  # fmt: skip
_VARIANTS = st.builds(VariantView, article=_ARTICLES, relation=st.sampled_from(Relation), log_odds=st.floats(-50, 50))
ANY_CLUSTER = st.builds(
    ClusterView, id=_NUMBER, canonical=_ARTICLES, canonical_reason=_TEXT, variants=st.lists(_VARIANTS, max_size=2).map(tuple)
)
