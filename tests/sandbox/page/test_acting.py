"""What a visitor does on the page happens on the local Telegram, and nothing else can be done."""

from typing import Any

from sandbox.handset import OWN_ACCOUNT
from sandbox.onlyfansapi.simulator import NOBODY
from sandbox.telegram import Pace
from sandbox.vendor import Phase
from tests.sandbox.page.conftest import Visit


async def test_what_is_written_as_mia_reaches_the_bot(visit: Visit) -> None:
    visit.stage.cast.group.add_bot()

    await visit.act(do="say", who="mia", chat="group", text="/login Stella")

    updates = await visit.bot("getUpdates", offset=-1)
    assert isinstance(updates, list)
    assert updates[0]["message"]["text"] == "/login Stella"
    assert updates[0]["message"]["from"]["first_name"] == "Mia"


async def test_a_button_pressed_as_stella_reaches_the_bot(visit: Visit) -> None:
    stella = visit.stage.cast.stella
    stella.starts_bot()
    asked = await visit.bot_writes(stella, "Is it yours?", "Yes", "No")

    await visit.act(do="press", who="stella", chat="stella", message=asked.id, button="Yes")

    updates = await visit.bot("getUpdates", offset=-1)
    assert isinstance(updates, list)
    assert updates[0]["callback_query"]["data"] == "Yes"
    assert updates[0]["callback_query"]["from"]["id"] == stella.id


async def test_what_the_bot_answers_to_a_press_pops_up_for_the_presser(visit: Visit) -> None:
    stella = visit.stage.cast.stella
    stella.starts_bot()
    asked = await visit.bot_writes(stella, "Is it yours?", "Yes")
    await visit.act(do="press", who="stella", chat="stella", message=asked.id, button="Yes")
    (press,) = visit.stage.telegram.world.presses.values()

    await visit.bot("answerCallbackQuery", callback_query_id=press.id, text="Thank you")

    state = await visit.state()
    assert state["notices"] == [{"id": press.id, "to": "stella", "text": "Thank you"}]


async def test_a_link_to_the_bot_is_opened_by_the_one_whose_phone_it_is_on(visit: Visit) -> None:
    await visit.act(do="open", who="mia", link="https://t.me/codebell_bot?start=m_1234")

    assert visit.stage.cast.mia.private.last.text == "/start m_1234"


async def test_a_link_to_another_bot_is_not_opened(visit: Visit) -> None:
    refused = await visit.act(do="open", who="mia", link="https://t.me/codebel1_bot?start=m_1234")

    assert refused.status_code == 409
    assert "does not lead to @codebell_bot" in refused.json()["problem"]


async def test_nobody_writes_in_somebody_elses_private_chat(visit: Visit) -> None:
    refused = await visit.act(do="say", who="mia", chat="stella", text="123456")

    assert refused.status_code == 409
    assert visit.stage.cast.stella.private.history == []


async def test_a_button_that_is_gone_cannot_be_pressed(visit: Visit) -> None:
    stella = visit.stage.cast.stella
    stella.starts_bot()
    visit.stage.telegram.world.pace = Pace.off()
    asked = await visit.bot_writes(stella, "Is it yours?", "Yes")
    await visit.bot("editMessageText", chat_id=stella.id, message_id=asked.id, text="All right.")

    refused = await visit.act(do="press", who="stella", chat="stella", message=asked.id, button="Yes")

    assert refused.status_code == 409


async def test_what_the_page_never_sends_is_refused(visit: Visit) -> None:
    unknown = await visit.act(do="promote", who="mia")
    stranger = await visit.act(do="say", who="eve", chat="group", text="Hello")
    surplus = await visit.act(do="say", who="mia", chat="group", text="Hello", anonymous=True)

    assert [each.status_code for each in (unknown, stranger, surplus)] == [400, 400, 400]


async def test_her_app_agrees_to_the_login_that_waits_for_it(visit: Visit) -> None:
    simulator = visit.stage.vendor
    attempt = await visit.login_at("onlyfanskit", "acct_app")
    attempt.state(simulator.clock())

    await visit.act(do="agree", attempt=attempt.id)

    assert attempt.state(simulator.clock()) == "completed_success"


async def test_her_app_signs_her_own_new_account_in_where_nobody_has_so_far(visit: Visit) -> None:
    vendor: Any = visit.stage.providers["onlyfansapi"].vendor
    attempt = vendor.begin_by_app(NOBODY, "Stella")

    answered = await visit.act(do="agree", attempt=attempt.id)

    assert answered.is_success
    assert attempt.phase(vendor.clock()) is Phase.DONE
    assert attempt.account.id == OWN_ACCOUNT


async def test_an_app_agrees_to_nothing_that_there_is_not(visit: Visit) -> None:
    assert (await visit.act(do="agree", attempt="att_0")).status_code == 409


async def test_the_clock_is_put_forward_for_the_bot_and_the_world(visit: Visit) -> None:
    answered = await visit.act(do="step", seconds=600)

    assert answered.is_success
    assert (await visit.state())["ahead"] == 600


async def test_the_clock_does_not_go_back(visit: Visit) -> None:
    assert (await visit.act(do="step", seconds=-600)).status_code == 400
