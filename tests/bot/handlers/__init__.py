"""Tests of what handlers read and of the tables that they stand in."""
