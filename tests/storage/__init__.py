"""Storage, by one contract suite on both engines."""
