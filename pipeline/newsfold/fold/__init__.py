"""Folding a batch of articles into the clusters: the one place that composes clean, match, cluster and store.

Three steps, each reading the store and returning what is to be changed: filing (which body each article has), linking (which
pairs of bodies are alike) and arranging (which bodies stand together, and who speaks for them). What people decided outranks all
that links say (deciding), and is arranged the same way.
"""
