"""Packages for field review, what comes back, and the office's desk."""
