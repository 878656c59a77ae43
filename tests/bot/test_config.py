"""The environment as it is read: everything that is wrong in one message, and no value in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.config import Config, read_config, read_storage_config
from bot.config_problems import ConfigError
from bot.relay.limits import LIMITS
from providers.logins import Platform
from providers.manifest import Manifest
from storage import generate_key

TOKEN = "123456789:AAFcanary_canary_canary_canary_canary"
KEY = generate_key()
MANIFESTS = {
    "vendor": Manifest(
        slug="vendor",
        label="Vendor",
        platforms=(Platform.ONLYFANS,),
        key_variable="VENDOR_API_KEY",
        base_url_variable="VENDOR_BASE_URL",
        base_url="https://api.vendor.example",
        start_fields=(),
        link_hosts=(".vendor.example",),
    )
}
GOOD = {
    "TELEGRAM_BOT_TOKEN": TOKEN,
    "ENCRYPTION_KEYS": KEY,
    "VENDOR_API_KEY": "vk_canary",
    "OWNER_IDS": "7, 8",
}


def read(**changes: str) -> Config:
    return read_config(GOOD | changes, MANIFESTS)


def refused(environ: dict[str, str]) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read_config(environ, MANIFESTS)
    return caught.value


def variables(error: ConfigError) -> list[str]:
    return [problem.variable for problem in error.problems]


def test_a_complete_environment_is_read() -> None:
    config = read(PORT="5000", LOG_LEVEL="debug", VENDOR_LINK_HOSTS="id.example.com, sign.example.org")
    assert config.telegram_bot_token.reveal() == TOKEN
    assert config.owner_ids == {7, 8}
    assert config.is_set_up
    assert (config.port, config.log_level, config.public_url) == (5000, "DEBUG", None)
    assert config.telegram_api_url == "https://api.telegram.org"
    assert config.database_url.reveal() == "sqlite:///codebell.db"
    vendor = config.providers["vendor"]
    assert (vendor.key.reveal(), vendor.base_url) == ("vk_canary", "https://api.vendor.example")
    assert vendor.link_hosts == ("id.example.com", "sign.example.org")


def test_an_empty_environment_is_told_everything_it_lacks_at_once() -> None:
    error = refused({})
    assert variables(error) == ["ENCRYPTION_KEYS", "TELEGRAM_BOT_TOKEN", "VENDOR_API_KEY (Vendor)"]
    assert all(problem.fix for problem in error.problems)
    assert "python -m bot keygen" in str(error)


def test_without_a_provider_each_key_is_named_once_with_all_that_it_serves() -> None:
    vendor = MANIFESTS["vendor"]
    sharing = replace(vendor, slug="sharing", label="Sharing")
    other = replace(vendor, slug="other", label="Other", key_variable="OTHER_API_KEY")
    environ = {name: value for name, value in GOOD.items() if name != vendor.key_variable}
    with pytest.raises(ConfigError) as caught:
        read_config(environ, {each.slug: each for each in (vendor, other, sharing)})
    assert variables(caught.value) == ["VENDOR_API_KEY (Vendor and Sharing) or OTHER_API_KEY (Other)"]


def test_every_wrong_variable_is_named_in_one_message_and_none_of_their_values() -> None:
    wrong = {
        "TELEGRAM_BOT_TOKEN": "canary",
        "TELEGRAM_API_URL": "http://canary.example",
        "OWNER_IDS": "7,canary",
        "PUBLIC_URL": "ftp://canary.example",
        "PORT": "canary",
        "WEBHOOK_SECRET": "canary canary",
        "DATABASE_URL": "mysql://canary:canary@canary/canary",
        "ENCRYPTION_KEYS": "canary",
        "VENDOR_API_KEY": "canary canary",
        "VENDOR_BASE_URL": "http://canary.example",
        "VENDOR_LINK_HOSTS": "https://canary.example/",
        "LOG_LEVEL": "canary",
        "LIMITS": "canary=1",
        "METRICS_TOKEN": "canary",
        "CONTACT": "canary",
    }
    error = refused(wrong)
    assert sorted(variables(error)) == sorted(wrong)
    assert "canary" not in str(error) + repr(error)
    assert "canary" not in repr(error.__context__)


def test_limits_are_tightened_and_never_loosened() -> None:
    assert read().limits == LIMITS
    assert read(LIMITS="prompts_a_day=4").limits == replace(LIMITS, prompts_a_day=4)
    loosened = refused(GOOD | {"LIMITS": "prompts_a_day=9 gates=5"})
    assert variables(loosened) == ["LIMITS"]
    assert "would loosen prompts_a_day, which is 6; would loosen gates, which is 4" in str(loosened)
    assert "wrong_codes_in_a_row" in str(loosened)


@pytest.mark.parametrize(
    "given", ["@sam_of_moonlight", "sam@moonlight.example", "https://moonlight.example/help"]
)
def test_whom_creators_can_ask_is_a_handle_an_address_or_a_page(given: str) -> None:
    assert read(CONTACT=given).contact == given


@pytest.mark.parametrize(
    "given", ["Sam", "@sam", "@sam of", "http://moonlight.example", "a@b", "https://x" * 9]
)
def test_whom_nobody_could_find_is_no_contact(given: str) -> None:
    assert variables(refused(GOOD | {"CONTACT": given})) == ["CONTACT"]


def test_nothing_that_is_read_shows_a_secret() -> None:
    config = read(
        WEBHOOK_SECRET="canary-1", METRICS_TOKEN="canary-2-canary-2", PUBLIC_URL="https://bot.example"
    )
    shown = repr(config) + str(config) + repr(config.providers)
    assert "canary" not in shown
    assert TOKEN not in shown
    assert KEY not in shown


def test_without_owners_the_bot_is_in_set_up_mode() -> None:
    assert not read(OWNER_IDS=" ").is_set_up


@pytest.mark.parametrize("ids", ["0", "-5", "9223372036854775808", "١٢", "7;8", "+7"])
def test_owners_are_positive_64_bit_ids(ids: str) -> None:
    assert variables(refused(GOOD | {"OWNER_IDS": ids})) == ["OWNER_IDS"]


def test_an_owner_may_have_a_64_bit_id() -> None:
    assert read(OWNER_IDS="9223372036854775807,").owner_ids == {2**63 - 1}


def test_a_webhook_without_a_secret_is_refused() -> None:
    error = refused(GOOD | {"PUBLIC_URL": "https://bot.example"})
    assert variables(error) == ["WEBHOOK_SECRET"]


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8081", "http://localhost:8081/", "https://bot.example/base/"]
)
def test_servers_are_https_or_on_loopback_and_end_without_a_slash(url: str) -> None:
    config = read(TELEGRAM_API_URL=url, PUBLIC_URL=url, WEBHOOK_SECRET="s")
    assert config.telegram_api_url == config.public_url == url.rstrip("/")


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1", "http://bot.example", "bot.example", "https://me:pw@bot.example"]
)
def test_other_servers_are_refused(url: str) -> None:
    assert variables(refused(GOOD | {"TELEGRAM_API_URL": url})) == ["TELEGRAM_API_URL"]


@pytest.mark.parametrize("url", ["", "sqlite:///codebell.db"])
def test_sqlite_on_a_dyno_is_refused_with_the_way_out(url: str) -> None:
    error = refused(GOOD | {"DYNO": "web.1", "DATABASE_URL": url})
    assert variables(error) == ["DATABASE_URL"]
    assert "attach PostgreSQL" in str(error)
    with pytest.raises(ConfigError, match="attach PostgreSQL"):
        read_storage_config({"ENCRYPTION_KEYS": KEY, "DYNO": "web.1", "DATABASE_URL": url})


def test_postgresql_on_a_dyno_is_welcome() -> None:
    assert read(DYNO="web.1", DATABASE_URL="postgres://u:p@db.example/codebell").database_url


def test_commands_on_the_database_need_no_more_than_the_database_and_the_keys() -> None:
    config = read_storage_config({"ENCRYPTION_KEYS": KEY})
    assert config.database_url.reveal() == "sqlite:///codebell.db"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("OWNER_ID", "OWNER_IDS"),
        ("TELEGRAM_TOKEN", "TELEGRAM_BOT_TOKEN"),
        ("BOT_TOKEN", "TELEGRAM_BOT_TOKEN"),
        ("VENDOR_KEY", "VENDOR_API_KEY"),
    ],
)
def test_a_near_miss_is_pointed_out(name: str, meant: str) -> None:
    environ = {each: value for each, value in GOOD.items() if each != meant} | {name: "canary"}
    hint = f"{name} is set but not read: did you mean {meant}?"
    if meant == "OWNER_IDS":
        assert read_config(environ, MANIFESTS).hints == (hint,)
        return
    error = refused(environ)
    assert error.hints == (hint,)
    assert hint in str(error)


def test_what_is_not_ours_is_passed_over() -> None:
    assert read(PATH="/usr/bin", HOME="/app", LANG="C", PROVIDERS="x", HINTS="y").hints == ()
