"""The one store, Redis: each operation is a value, and two small runners execute it."""
