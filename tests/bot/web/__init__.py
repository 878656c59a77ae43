"""Tests of the HTTP side and of both ways in which updates arrive."""
