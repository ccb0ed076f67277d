"""The live pages: a small server for people, on this machine unless they say otherwise. It reads; what people decide, `steer` does."""
