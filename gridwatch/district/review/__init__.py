"""Field review: parts go out, replies come back, nothing is overwritten."""
