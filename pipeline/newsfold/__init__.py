"""newsfold folds every rewrite of one news report into one cluster: a canonical version and its variants, with evidence."""

__version__ = "0.1.0"
