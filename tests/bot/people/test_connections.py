"""What can be asked for at /connect is what the vendors' manifests say, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.handlers.choices import Choice, choose
from bot.people.connections import NO_PREFERENCE, Target, proxies, targets, ways
from providers.logins import Platform
from providers.registry import ADAPTERS
from storage import OWN_PROXY, Way, new_id
from tests.bot.handlers.office import Mute, Versatile, manifest

if TYPE_CHECKING:
    from providers.base import Provider

BOTH = {
    "apifansly": cast("Provider", Mute(manifest("apifansly", Platform.FANSLY))),
    "onlyfansapi": cast("Provider", Versatile(manifest("onlyfansapi"))),
}


def test_the_vendors_own_page_is_offered_first() -> None:
    assert ways(BOTH["onlyfansapi"]) == (Way.HOSTED, Way.FORM, Way.APP)
    assert ways(BOTH["apifansly"]) == (Way.FORM,)


def test_each_platform_at_each_vendor_can_be_asked_for() -> None:
    onlyfans, fansly = (
        Target("onlyfansapi", Platform.ONLYFANS),
        Target("apifansly", Platform.FANSLY),
    )
    assert targets(BOTH, None) == (fansly, onlyfans)
    assert targets(BOTH, Platform.FANSLY) == (fansly,)


def test_a_vendor_that_connects_nothing_is_not_offered() -> None:
    closed = cast("Provider", Mute(manifest("onlyfanskit", start_fields=())))
    assert targets({"onlyfanskit": closed}, None) == ()


@pytest.mark.parametrize(
    ("more", "way", "offered"),
    [
        ({}, Way.FORM, (NO_PREFERENCE,)),
        ({"proxy_countries": ("us", "de")}, Way.HOSTED, (NO_PREFERENCE, "us", "de")),
        ({"proxy_countries": ("us",), "country_required": True}, Way.FORM, ("us",)),
        ({"takes_custom_proxy": True}, Way.FORM, (NO_PREFERENCE, OWN_PROXY)),
        ({"takes_custom_proxy": True}, Way.HOSTED, (NO_PREFERENCE,)),
    ],
)
def test_the_proxies_are_those_of_the_vendor_and_the_teams_own_where_it_is_taken(
    more: dict[str, Any], way: Way, offered: tuple[str, ...]
) -> None:
    assert proxies(manifest("onlyfansapi", **more), way, has_own=True) == offered


def test_without_an_own_proxy_none_is_offered() -> None:
    assert OWN_PROXY not in proxies(manifest("a", takes_custom_proxy=True), Way.FORM, has_own=False)


@pytest.mark.parametrize("slug", sorted(ADAPTERS))
def test_every_vendors_answers_fit_on_a_button(slug: str) -> None:
    described = ADAPTERS[slug].manifest
    for platform in described.platforms:
        for proxy in (OWN_PROXY, NO_PREFERENCE, *described.proxy_countries):
            assert choose(Choice.CONNECT, new_id(), Target(slug, platform).handle, Way.HOSTED, proxy)


def test_no_two_targets_share_a_handle() -> None:
    offered = [Target(slug, platform) for slug in ADAPTERS for platform in Platform]
    assert len({target.handle for target in offered}) == len(offered)
