"""Tests of the sandbox: the stand-ins must be as strict as what they stand for."""
