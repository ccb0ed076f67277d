"""The frozen dataclasses that reports read: what is shown, and nothing of how."""
