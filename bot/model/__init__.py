"""The words of the house as frozen data. Pure: no I/O, no clock, no chance."""
