"""From an address to a source of the watch list, and what the sources of the list have at this moment. Nothing is stored."""
