"""What a visitor does on the page, done as the person chosen, who can do what Telegram would allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from sandbox.page.view import chats_of, people_of
from sandbox.telegram import ImpossibleError

if TYPE_CHECKING:
    from sandbox.running import Stage
    from sandbox.telegram import Message

LONGEST_STEP: Final = 24 * 60 * 60.0

PersonKey = Literal["mia", "stella", "sam"]
ChatKey = Literal["group", "mia", "stella", "sam"]


class _Act(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Say(_Act):
    """Write a message."""

    do: Literal["say"]
    who: PersonKey
    chat: ChatKey
    text: str = Field(min_length=1, max_length=4096)


class Press(_Act):
    """Press a button under a message."""

    do: Literal["press"]
    who: PersonKey
    chat: ChatKey
    message: int
    button: str


class Open(_Act):
    """Open a link to the bot and press Start."""

    do: Literal["open"]
    who: PersonKey
    link: str = Field(max_length=300)


class Agree(_Act):
    """Say yes in the platform's app on her phone."""

    do: Literal["agree"]
    attempt: str


class Step(_Act):
    """Put the clock forward by so many seconds."""

    do: Literal["step"]
    seconds: float = Field(gt=0, le=LONGEST_STEP)


Act = Annotated[Say | Press | Open | Agree | Step, Field(discriminator="do")]
ACTS: Final[TypeAdapter[Act]] = TypeAdapter(Act)


async def perform(stage: Stage, act: Act) -> None:
    """Do it; raises ImpossibleError, saying why, for what a person could not do."""
    match act:
        case Say():
            people_of(stage.cast)[act.who].says(chats_of(stage.cast)[act.chat], act.text)
        case Press():
            people_of(stage.cast)[act.who].presses(_message(stage, act), act.button)
        case Open():
            people_of(stage.cast)[act.who].opens(act.link)
        case Agree():
            await _agree(stage, act.attempt)
        case Step():
            await _step(stage, act.seconds)


def _message(stage: Stage, act: Press) -> Message:
    message = chats_of(stage.cast)[act.chat].message(act.message)
    if message is None:
        why = "that message is not there any more"
        raise ImpossibleError(why)
    return message


async def _agree(stage: Stage, attempt: str) -> None:
    if not await stage.handset.use_app(attempt):
        why = "the app does not ask for anything at the moment"
        raise ImpossibleError(why)


async def _step(stage: Stage, seconds: float) -> None:
    if not stage.choices.with_clock:
        why = "start the sandbox with --clock to put the clock forward"
        raise ImpossibleError(why)
    await stage.put_clock_forward(seconds)
