"""Conversations that are written down and played through the real reader and the real flows, without any outside."""
