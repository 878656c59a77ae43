"""OnlyFansKit, a vendor for OnlyFans: the adapter, and what an attempt of its looks like."""
