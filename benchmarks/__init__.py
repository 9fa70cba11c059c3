"""Figures that README quotes, each with the command that measures it."""
