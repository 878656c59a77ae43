"""What she does in a plot, one function an act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.scenarios.plot import Does

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.scenarios.story import Story


async def act(story: Story, does: Does) -> None:
    """Do it, once it can be done."""
    await _ACTS[does](story)


async def _types_code(story: Story) -> None:
    story.code = await story.team.vendor.phone(story.account.id).next_code()
    story.codes.append(story.code)
    _types(story, story.code)


async def _types_same(story: Story) -> None:
    _types(story, story.code)


async def _types_wrong(story: Story) -> None:
    _types(story, _wrong(story))


async def _types_late(story: Story) -> None:
    clock = story.team.world.clock
    vendor = story.team.vendor
    (attempt,) = vendor.attempts_of(story.account.id)
    scenario = story.account.scenario
    over = attempt.began + (getattr(scenario, "expires_after", None) or scenario.vanishes_after)
    await story.until(lambda: clock() > over, "the login is not given up")
    await _types_code(story)


def _types(story: Story, code: str) -> None:
    story.acts()
    story.typed.append(story.team.creator.tells_bot(code))


def _wrong(story: Story) -> str:
    story.codes.append(story.team.world.wrong_code())
    return story.codes[-1]


async def _types_on_page(story: Story) -> None:
    story.codes.append(await story.team.vendor.phone(story.account.id).next_code())
    await _sends_on_page(story, story.codes[-1])


async def _types_wrong_on_page(story: Story) -> None:
    await _sends_on_page(story, _wrong(story))


async def _sends_on_page(story: Story, code: str) -> None:
    story.acts()
    await story.browser.look()
    await story.browser.until_form("code")
    await story.browser.send("code", code=code)


def _presses(label: str) -> Callable[[Story], Awaitable[None]]:
    async def press(story: Story) -> None:
        newest = [m for m in story.said_to_her() if any(label in row for row in m.labels)][-1]
        story.acts()
        story.team.creator.presses(newest, label)

    return press


async def _uses_app(story: Story) -> None:
    """Sign in with the app, by the picture where the page shows one."""
    story.acts()
    link = ""
    if story.plot.begins.is_on_page:
        await story.browser.look()
        link = story.browser.seen.links["open-app"]
    assert story.team.vendor.phone(story.account.id).use_app(link)


async def _signs_in_there(story: Story) -> None:
    await _credentials_there(story, story.account.password)


async def _mistypes_there(story: Story) -> None:
    await _credentials_there(story, "no password of hers")


async def _credentials_there(story: Story, password: str) -> None:
    story.acts()
    if story.frame.seen.form("") is None:
        await story.browser.look()
        assert story.browser.seen.frame is not None
        await story.frame.open(story.browser.seen.frame)
    await story.frame.send("", email=story.account.login, password=password)


async def _types_there(story: Story) -> None:
    code = await story.team.vendor.phone(story.account.id).next_code()
    await _sends_there(story, code=code)


async def _types_wrong_there(story: Story) -> None:
    await _sends_there(story, code=story.team.world.wrong_code())


async def _takes_selfie_there(story: Story) -> None:
    await _sends_there(story)


async def _sends_there(story: Story, **values: str) -> None:
    story.acts()
    while story.frame.seen.form("") is None:
        await story.frame.look()
    await story.frame.send("", **values)


_ACTS: dict[Does, Callable[[Story], Awaitable[None]]] = {
    Does.CODE: _types_code,
    Does.SAME: _types_same,
    Does.WRONG: _types_wrong,
    Does.LATE: _types_late,
    Does.ON_PAGE: _types_on_page,
    Does.WRONG_ON_PAGE: _types_wrong_on_page,
    Does.CONFIRMS: _presses("I've done it"),
    Does.CANNOT: _presses("I can't now"),
    Does.APP: _uses_app,
    Does.SIGNS_IN_THERE: _signs_in_there,
    Does.MISTYPES_THERE: _mistypes_there,
    Does.THERE: _types_there,
    Does.WRONG_THERE: _types_wrong_there,
    Does.SELFIE_THERE: _takes_selfie_there,
}
