"""Calls on the energy network, the meter registry and the customer directory, and the energy arithmetic."""
