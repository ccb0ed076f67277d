"""How good the clusters are, measured on what people say of the same articles. Nothing is written."""
