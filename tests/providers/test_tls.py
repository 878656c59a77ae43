"""What the clients of a process check certificates with."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import httpx

from bot.web.client import build_bot
from providers.registry import ADAPTERS, build
from providers.secret import Secret
from providers.tls import trusted_authorities

if TYPE_CHECKING:
    import pytest


def test_certificates_and_names_are_checked_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
    trusted_authorities.cache_clear()
    context = trusted_authorities()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.get_ca_certs()


async def test_no_client_of_the_bot_reads_the_authorities_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    trusted_authorities()
    monkeypatch.setattr("httpx._transports.default.create_ssl_context", httpx.create_ssl_context)
    monkeypatch.setattr(ssl, "create_default_context", None)
    bot = build_bot(Secret("1:canary"), "https://telegram.example")
    built = [build(slug, Secret("key"), "https://vendor.example") for slug in ADAPTERS]
    await bot.request.shutdown()
    for provider in built:
        await provider.aclose()
