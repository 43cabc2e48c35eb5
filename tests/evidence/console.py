"""What we promise about the operators' console, gathered from its parts."""

from tests.evidence import console_access, console_pages, console_running

MEASUREMENTS = (
    *console_access.MEASUREMENTS,
    *console_pages.MEASUREMENTS,
    *console_running.MEASUREMENTS,
)
