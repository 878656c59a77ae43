"""Tests of bot/people over a real database."""
