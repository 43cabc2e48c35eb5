"""Campaigns: from a file to one message for each recipient, or the reason why there is none."""
