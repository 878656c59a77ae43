"""Looks at Stella's page, as a visit would give them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.cards.wording import Wording
from bot.locales import Texts
from bot.relay.connecting import Visit
from bot.web.connect.sight import Sight
from providers.logins import Platform
from providers.manifest import FieldKind, Manifest, StartField
from storage.models import ConnectLink, Purpose, State, Way
from tests.bot.cards import scenes

if TYPE_CHECKING:
    from bot.web.connect.pieces import Said

MANIFEST = Manifest(
    slug="onlyfanskit",
    label=scenes.PROVIDER,
    platforms=(Platform.ONLYFANS,),
    key_variable="ONLYFANSKIT_API_KEY",
    base_url_variable="ONLYFANSKIT_BASE_URL",
    base_url="https://api.vendor.example",
    start_fields=(StartField("username", FieldKind.EMAIL), StartField("password", FieldKind.PASSWORD)),
    link_hosts=(),
    can_force=True,
)
WITH_COUNTRY = replace(MANIFEST, proxy_countries=("us", "uk", "gb", "de"), country_required=True)
BOT = "moonlight_bot"
ORIGIN = "https://codebell.example"
LINK = ConnectLink(id="link", attempt_id="A" * 22, created_at=scenes.NOW, expires_at=scenes.NOW + 600)


def sight(  # noqa: PLR0913 - what a look at the page may differ in
    *,
    bound: bool = True,
    said: Said | None = None,
    manifest: Manifest = MANIFEST,
    may_force: bool = False,
    new_account: bool = True,
    stopped_at: float | None = None,
    **attempt: Any,  # noqa: ANN401 - the fields of an attempt, checked by its model
) -> Sight:
    """Give a look at the page of a first connection by the form, unless told otherwise."""
    connecting = {"state": State.ASKED, "purpose": Purpose.CONNECT, "way": Way.FORM}
    view = scenes.view(**connecting | attempt)
    view = replace(view, creator=replace(view.creator, blocked_at=stopped_at))
    view = replace(view, account=None) if new_account else view
    say = Wording.of(view, Texts.of(view.creator.language), manifest.label)
    visit = Visit(LINK, view, bound)
    return Sight(visit, say, manifest, BOT, ORIGIN, scenes.NOW, said, may_force)
