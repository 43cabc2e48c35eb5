"""Measurements of what we promise, by topic."""
