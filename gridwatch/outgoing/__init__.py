"""Layers of the register going out: files that other programs read."""
