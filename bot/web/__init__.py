"""The HTTP side of the process: webhooks, health and readiness; it knows nothing of conversations."""
