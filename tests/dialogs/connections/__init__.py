"""Conversations about connections, step-ups and whatever else more than a login needs."""
