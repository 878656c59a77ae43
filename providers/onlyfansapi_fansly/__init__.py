"""OnlyFansAPI for Fansly: the adapter, and what its polls mean."""
