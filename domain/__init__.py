"""The rules of the trade. Pure: no clock, no files, no framework."""
