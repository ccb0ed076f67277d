"""How alike two bodies are: features, sketches, and the evidence of a pair."""
