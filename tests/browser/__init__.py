"""What people see and do in a browser: Debian's Chromium, driven by playwright, on real processes."""
