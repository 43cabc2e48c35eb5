"""What we promise about the operators' console, gathered from its parts."""

from tests.evidence import console_access

MEASUREMENTS = (*console_access.MEASUREMENTS,)
