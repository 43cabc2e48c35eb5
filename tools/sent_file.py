"""A file of interval data that a customer sent: what stands for it, and who opens it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SentFile:
    """By which channel a file came, and that channel's own reference for it."""

    channel: str
    reference: str


OpenFile = Callable[[SentFile], bytes]
"""Gives a file's bytes. Raises tools.contract.ToolError: NO_DATA with what is wrong with it, or UNAVAILABLE."""
