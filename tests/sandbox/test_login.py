"""Whether the script tells the login's card from what else the bot says in the group meanwhile."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING

from sandbox.eyes import Eyes
from sandbox.login import Login
from sandbox.running import STELLA
from sandbox.telegram import Pace
from sandbox.terminal.columns import Columns
from sandbox.terminal.narrator import Narrator
from tests.sandbox.page.conftest import visit

if TYPE_CHECKING:
    from tests.sandbox.page.conftest import Visit

__all__ = ["visit"]


async def test_an_answer_to_an_earlier_command_that_comes_late_is_not_the_login(visit: Visit) -> None:
    stage, cast = visit.stage, visit.stage.cast
    stage.telegram.world.pace = Pace.off()
    stage.provider.vendor.add_account(stage.provider.account("sms", id=STELLA))
    cast.group.add_bot()
    earlier = cast.mia.says(cast.group, "/accounts Stella")
    narrator = Narrator(stage.telegram.world, cast.stella, io.StringIO(), Columns(80, colour=False))
    playing = asyncio.create_task(Login(Eyes(stage), narrator).play())
    await stage.telegram.until(lambda: cast.group.messages[-1].text == "/login Stella")
    replying = {"message_id": earlier.id}
    await visit.bot("sendMessage", chat_id=cast.group.id, text="Sent in private", reply_parameters=replying)
    await visit.bot("sendMessage", chat_id=cast.group.id, text="Refused: ask her later")
    assert (await playing).card == "Refused: ask her later"
