"""Persons and conversations: the flows, the store, the doors."""
