"""The adapters and what they stand on, against simulated vendors over real HTTP."""
