"""The Fansly API: the adapter, and a module for each of its flows."""
