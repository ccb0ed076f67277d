"""Handing on what is stored, to other programs and to readers of feeds."""
