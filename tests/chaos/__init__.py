"""The house under faults: real processes, real kills, and one oracle over what left the house."""
