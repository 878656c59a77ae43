"""The methods by which a bot receives updates: getUpdates, setWebhook, deleteWebhook, getWebhookInfo.

Rules: https://core.telegram.org/bots/api#getting-updates and tdlib/telegram-bot-api.
"""

import contextlib
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from sandbox.telegram.errors import ApiError, refuse
from sandbox.telegram.formatting import Json
from sandbox.telegram.params import Params
from sandbox.telegram.updates import Turn
from sandbox.telegram.world import Webhook, World

_MAX_HOLD = 50
_MAX_AT_ONCE = 100
_PORTS = {80, 88, 443, 8443}
_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_MAX_SECRET = 256
_WEBHOOK_IS_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


async def get_updates(world: World, params: Params) -> list[Json]:
    """Hold until there is an update, at most `timeout` seconds (50), and give what is pending."""
    if world.webhook.url:
        raise ApiError(409, _WEBHOOK_IS_ACTIVE)
    _remember_allowed(world, params)
    turn = world.updates.new_turn()
    if offset := params.integer("offset"):
        world.updates.confirm(offset)
    limit = min(max(params.integer("limit", _MAX_AT_ONCE), 1), _MAX_AT_ONCE)
    with contextlib.suppress(TimeoutError):
        await world.changes.until(_ready(world, turn), min(max(params.integer("timeout"), 0), _MAX_HOLD))
    world.updates.finish_turn(turn)
    if turn.ended is not None:
        raise turn.ended
    return [update.body for update in world.updates.pending[:limit]]


def _ready(world: World, turn: Turn) -> Callable[[], bool]:
    return lambda: bool(turn.ended or world.updates.pending)


def set_webhook(world: World, params: Params) -> bool:
    """Send updates to a URL from then on; an empty one is deleteWebhook."""
    url = params.text("url")
    if not url:
        return delete_webhook(world, params)
    world.pace.webhook_setting()
    _require_url(url, allow_http=world.allow_http_webhooks)
    secret = params.text("secret_token")
    if len(secret) > _MAX_SECRET:
        refuse("secret token is too long")
    if not _SECRET.fullmatch(secret):
        refuse("secret token contains unallowed characters")
    world.updates.end_turn(ApiError(409, "Conflict: terminated by setWebhook request"))
    connections = min(max(params.integer("max_connections", 40), 1), 100)
    _switch(world, params, Webhook(url, secret, connections, params.text("ip_address")))
    return True


def delete_webhook(world: World, params: Params) -> bool:
    """Keep updates for getUpdates from then on."""
    _switch(world, params, Webhook())
    return True


def get_webhook_info(world: World, _params: Params) -> Json:
    """Describe the webhook and its last fault."""
    hook, fault = world.webhook, world.webhook_fault
    optional = {
        "ip_address": hook.ip_address,
        "last_error_date": fault.at if fault else 0,
        "last_error_message": fault.text if fault else "",
        "max_connections": hook.max_connections if hook.url else 0,
        "allowed_updates": world.updates.allowed,
    }
    known = {name: value for name, value in optional.items() if value}
    return {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
        **known,
    }


def _switch(world: World, params: Params, webhook: Webhook) -> None:
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    _remember_allowed(world, params)
    world.webhook, world.webhook_fault = webhook, None
    world.changes.happened()


def _remember_allowed(world: World, params: Params) -> None:
    kinds = params.array("allowed_updates", "String")
    world.updates.allow(None if kinds is None else map(str, kinds))


def _require_url(url: str, *, allow_http: bool) -> None:
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        port = parts.port
    except ValueError:
        refuse("invalid webhook URL specified")
    if not parts.hostname:
        refuse("invalid webhook URL specified")
    if allow_http and parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}:
        return
    if parts.scheme != "https":
        refuse("bad webhook: An HTTPS URL must be provided for webhook")
    if (port or 443) not in _PORTS:
        refuse("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
