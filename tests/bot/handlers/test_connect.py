"""/connect: what is clear is not asked, what is answered is checked, and the link goes to her alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.relay.limits import LIMITS
from bot.relay.reactions import Reaction
from providers.logins import Platform
from providers.secret import Secret
from providers.steps import Failed, Reason
from storage.models import OWN_PROXY, Errand, Purpose, State, Way
from tests.bot.handlers.office import PAGE, Mute, Office, Said, Versatile, labels, manifest, texts
from tests.bot.relay.page import SIGN_IN
from tests.storage import builders

if TYPE_CHECKING:
    from storage.models import Attempt

LINKS_MESSAGE = 555
LINK = re.compile(rf"{re.escape(PAGE)}/connect/[A-Za-z0-9_-]{{43}}")


@pytest.fixture
def alone(office: Office) -> Office:
    """Leave one vendor that connects by its form and lets the country be."""
    office.vendors = {"onlyfanskit": Mute(manifest("onlyfanskit"))}
    return office


@pytest.fixture
def crowd(office: Office) -> Office:
    """Let there be vendors of every kind."""
    countries = ("us", "uk", "de")
    versatile = manifest("onlyfansapi", proxy_countries=countries, takes_custom_proxy=True)
    strict = manifest("apifansly", Platform.FANSLY, proxy_countries=countries, country_required=True)
    office.vendors = {"onlyfansapi": Versatile(versatile), "apifansly": Mute(strict)}
    return office


async def asked(office: Office) -> Attempt | None:
    """Give what Stella is asked for."""
    async with office.heart.store.read() as unit:
        found = await unit.attempts.asked_of_creator(office.heart.cast.stella.id)
    return found[0] if found else None


async def connects(office: Office, *pressed: str, text: str = "/connect Stella") -> Attempt | None:
    """Have Mia ask for a connection and press buttons; give what Stella is asked for then."""
    await office.says(office.mia, text, where=office.group)
    for label in pressed:
        await office.presses(office.mia, label)
    return await asked(office)


async def test_nothing_is_asked_of_a_manager_where_all_is_clear(alone: Office) -> None:
    attempt = await connects(alone)
    assert attempt is not None
    assert (attempt.state, attempt.purpose, attempt.way) == (State.ASKED, Purpose.CONNECT, Way.FORM)
    assert (attempt.asked_first, attempt.proxy, attempt.account_id) == (True, None, None)
    assert alone.said == []


async def test_what_is_not_clear_is_asked_by_buttons(crowd: Office) -> None:
    attempt = await connects(
        crowd, "OnlyFans · Onlyfansapi", "With her password on our page", "United Kingdom"
    )
    assert attempt is not None
    assert (attempt.provider, attempt.way, attempt.proxy) == ("onlyfansapi", Way.FORM, "uk")


async def test_the_platform_that_is_named_is_not_asked_for(crowd: Office) -> None:
    said = await crowd.says(crowd.mia, "/connect Stella fansly", where=crowd.group)
    assert labels(said, crowd.group) == ["United States", "United Kingdom", "Germany"]


async def test_no_preference_is_offered_where_the_vendor_demands_no_country(crowd: Office) -> None:
    attempt = await connects(
        crowd, "On the vendor's own page", "No preference", text="/connect Stella onlyfans"
    )
    assert attempt is not None
    assert (attempt.way, attempt.proxy) == (Way.HOSTED, None)


async def test_the_teams_own_proxy_is_offered_once_there_is_one_but_not_for_the_vendors_page(
    crowd: Office,
) -> None:
    async with crowd.heart.work() as work:
        await work.unit.proxies.set(builders.own_proxy(crowd.heart.cast.team))
    await crowd.says(crowd.mia, "/connect Stella onlyfans", where=crowd.group)
    ways = crowd.said[-1]
    hosted = await crowd.presses(crowd.mia, "On the vendor's own page", under=ways)
    assert "The agency's own proxy" not in labels(hosted, crowd.group)
    await crowd.presses(crowd.mia, "With the vendor's app", under=ways)
    await crowd.presses(crowd.mia, "The agency's own proxy")
    attempt = await asked(crowd)
    assert attempt is not None
    assert (attempt.way, attempt.proxy) == (Way.APP, OWN_PROXY)


@pytest.mark.parametrize(
    "answers", [["ffffffff"], ["{target}", "app2"], ["{target}", "form", "zz"], ["{target}", "hosted", "own"]]
)
async def test_an_altered_answer_is_refused(crowd: Office, answers: list[str]) -> None:
    await crowd.says(crowd.mia, "/connect Stella", where=crowd.group)
    question = crowd.said[-1]
    data = question.buttons["OnlyFans · Onlyfansapi"]
    _, enrolment, target = data.split(":")
    altered = ":".join(("connect", enrolment, *(answer.format(target=target) for answer in answers)))
    await crowd.presses(crowd.mia, "X", under=Said(crowd.group, "", {"X": altered}))
    assert crowd.toasts() == ["This button does nothing any more."]
    assert await asked(crowd) is None


async def test_a_button_of_a_manager_does_nothing_for_anybody_else(crowd: Office) -> None:
    await crowd.says(crowd.mia, "/connect Stella", where=crowd.group)
    await crowd.presses(crowd.stella, "Fansly · Apifansly")
    assert "not listed as a manager" in crowd.toasts()[0]
    assert await asked(crowd) is None


async def test_without_an_address_it_is_said_what_is_missing(alone: Office) -> None:
    alone.variables = {}
    said = await alone.says(alone.mia, "/connect Stella", where=alone.group)
    assert "PUBLIC_URL" in texts(said, alone.group)
    assert await asked(alone) is None


async def test_a_platform_that_nobody_connects_is_said_to_be_so(alone: Office) -> None:
    said = await alone.says(alone.mia, "/connect Stella fansly", where=alone.group)
    assert "None of the providers" in texts(said, alone.group)


async def test_a_mistyped_name_is_offered_in_its_right_spelling(alone: Office) -> None:
    attempt = await connects(alone, "Stella", text="/connect Stela")
    assert attempt is not None


async def test_the_platform_is_kept_when_a_mistyped_name_is_put_right(crowd: Office) -> None:
    said = await crowd.says(crowd.mia, "/connect Stela fansly", where=crowd.group)
    assert "I know no Stela here." in texts(said, crowd.group)
    said = await crowd.presses(crowd.mia, "Stella")
    assert labels(said, crowd.group) == ["United States", "United Kingdom", "Germany"]


async def test_what_she_is_being_asked_already_is_said_before_anything_is_chosen(crowd: Office) -> None:
    await connects(crowd, "Germany", text="/connect Stella fansly")
    said = await crowd.says(crowd.mia, "/connect Stella fansly", where=crowd.group)
    assert texts(said, crowd.group) == "Stella is being asked already; see the card above."
    await crowd.says(crowd.mia, "/connect Stella", where=crowd.group)
    said = await crowd.presses(crowd.mia, "Fansly · Apifansly")
    assert texts(said, crowd.group) == "Stella is being asked already; see the card above."
    said = await crowd.says(crowd.mia, "/connect Stella onlyfans", where=crowd.group)
    assert "On the vendor's own page" in labels(said, crowd.group)


async def test_a_second_wish_for_the_same_connection_is_answered(alone: Office) -> None:
    await connects(alone)
    said = await alone.says(alone.mia, "/connect Stella", where=alone.group)
    assert "being asked already" in texts(said, alone.group)


async def opens(office: Office, who: int | None = None) -> list[Said]:
    """Have somebody press the button under what Stella is asked."""
    attempt = await asked(office)
    assert attempt is not None
    card = Said(office.stella, "", {"Open": f"open:{attempt.id}"})
    return await office.presses(who or office.stella, "Open", under=card)


async def test_the_link_goes_to_her_alone_and_is_kept_nowhere_else(alone: Office) -> None:
    await connects(alone)
    (said,) = await opens(alone)
    (label,) = said.buttons
    assert said.chat_id == alone.stella
    assert label == "Open moonlight.example"
    assert LINK.fullmatch(said.buttons[label])
    assert "moonlight.example" in said.text
    assert "10 minutes" in said.text
    assert "/connect/" not in said.text


async def test_nobody_else_gets_a_link(alone: Office) -> None:
    await connects(alone)
    assert await opens(alone, alone.mia) == []
    assert alone.toasts() == ["This button is not for you."]


async def test_a_page_on_this_machine_is_named_in_the_text(alone: Office) -> None:
    alone.variables |= {"PUBLIC_URL": "http://127.0.0.1:8080"}
    await connects(alone)
    (said,) = await opens(alone)
    assert said.buttons == {}
    assert "http://127.0.0.1:8080/connect/" in said.text


async def sent(office: Office) -> None:
    """Let Telegram have taken the message with the link."""
    async with office.heart.work() as work:
        (entry,) = await work.unit.outbox.due(work.now, 9)
        await work.unit.outbox.done(entry.id, work.now, LINKS_MESSAGE)


async def deleted(office: Office) -> list[int | None]:
    """Give the messages that are to be deleted at this time."""
    async with office.heart.store.read() as unit:
        due = await unit.outbox.due(office.heart.clock(), 9)
    return [entry.message_id for entry in due if entry.errand is Errand.DELETE]


async def test_the_message_with_the_link_before_goes_when_another_is_minted(alone: Office) -> None:
    await connects(alone)
    await opens(alone)
    await sent(alone)
    (second,) = await opens(alone)
    assert alone.deleted == [LINKS_MESSAGE]
    assert second.buttons != alone.said[0].buttons


async def test_the_message_with_the_link_goes_when_its_ten_minutes_are_over(alone: Office) -> None:
    await connects(alone)
    await opens(alone)
    await sent(alone)
    alone.heart.clock.later(LIMITS.page - 1)
    assert await deleted(alone) == []
    alone.heart.clock.later(1)
    assert await deleted(alone) == [LINKS_MESSAGE]


@pytest.mark.parametrize("what", ["Not me", "Cancel", "begun"])
async def test_the_message_with_the_link_goes_when_the_link_is_dead(alone: Office, what: str) -> None:
    attempt = await connects(alone)
    assert attempt is not None
    (link,) = await opens(alone)
    await sent(alone)
    assert await deleted(alone) == []
    if what == "begun":
        await begins(alone, link)
    else:
        who, verb = (alone.stella, "notme") if what == "Not me" else (alone.mia, "cancel")
        where = alone.stella if what == "Not me" else alone.group
        await alone.presses(who, what, under=Said(where, "", {what: f"{verb}:{attempt.id}"}))
    assert await deleted(alone) == [LINKS_MESSAGE]


async def begins(office: Office, link: Said) -> None:
    """Have her begin on the page and send its form."""
    heart, browser = office.heart, Secret("browser")
    token = Secret(next(iter(link.buttons.values())).rpartition("/")[2])
    held = heart.provider.holds("start", Failed(Reason.LOGIN_FAILED))
    async with heart.work() as work:
        assert await heart.connections.begin(work, token, browser) is Reaction.DONE
        assert await deleted(office) == []
    async with heart.work() as work:
        assert await heart.connections.sign_in(work, token, browser, SIGN_IN) is Reaction.STARTING
    await held.reached.wait()


async def test_she_is_told_when_the_page_has_no_address_any_more(alone: Office) -> None:
    await connects(alone)
    alone.variables = {}
    assert await opens(alone) == []
    assert "cannot be reached" in alone.toasts()[0]


async def test_a_login_that_needs_her_password_says_what_is_missing_without_a_page(alone: Office) -> None:
    alone.variables = {}
    said = await alone.says(alone.mia, "/login Stella", where=alone.group)
    assert "PUBLIC_URL" in texts(said, alone.group)


async def test_a_login_that_needs_her_password_asks_her_for_it(alone: Office) -> None:
    await alone.says(alone.mia, "/login Stella", where=alone.group)
    attempt = await asked(alone)
    assert attempt is not None
    assert (attempt.purpose, attempt.way, attempt.asked_first) == (Purpose.CONNECT, Way.FORM, True)
    assert attempt.account_id == alone.heart.cast.account.id


async def test_a_country_that_a_vendor_writes_in_two_ways_is_offered_once(office: Office) -> None:
    office.vendors = {"onlyfanskit": Mute(manifest("onlyfanskit", proxy_countries=("us", "uk", "gb")))}
    said = await office.says(office.mia, "/connect Stella", where=office.group)
    assert labels(said, office.group) == ["No preference", "United States", "United Kingdom"]


async def test_nothing_is_chosen_for_a_creator_who_has_stopped_everything(crowd: Office) -> None:
    async with crowd.heart.work() as work:
        await work.unit.people.set_blocked(crowd.heart.cast.stella.id, work.now)
    said = await crowd.says(crowd.mia, "/connect Stella", where=crowd.group)
    assert texts(said, crowd.group) == "Stopped by Stella. Only she can allow logins again."


async def test_nothing_is_chosen_for_a_creator_who_cannot_be_reached(crowd: Office) -> None:
    async with crowd.heart.work() as work:
        await work.unit.people.set_reachable(crowd.heart.cast.stella.id, reachable=False)
    said = await crowd.says(crowd.mia, "/connect Stella", where=crowd.group)
    assert "I cannot reach Stella" in texts(said, crowd.group)


@pytest.mark.parametrize("command", ["/connect", "/login"])
async def test_a_platform_that_there_is_not_is_answered_with_the_command_that_was_meant(
    office: Office, command: str
) -> None:
    said = await office.says(office.mia, f"{command} Stella myspace", where=office.group)
    assert f"Write it like this: {command} Stella onlyfans." in texts(said, office.group)
