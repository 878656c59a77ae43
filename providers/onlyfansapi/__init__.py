"""OnlyFansAPI for OnlyFans: the adapter, and a module for each thing that it maps."""
