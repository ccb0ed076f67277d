"""Feeds of clusters, for readers of feeds."""
