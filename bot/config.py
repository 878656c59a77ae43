"""Every environment variable, read once, typed and checked; all that is wrong is told in one ConfigError.

It must not open, call or log anything. An empty variable counts as absent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError

from bot import config_values as values
from bot.config_problems import ConfigError, Problem, near_misses
from bot.relay.limits import LIMITS, Limits
from bot.relay.tightening import TIGHTER, tightened
from providers.links import LinkHosts
from providers.secret import Secret
from storage import Keyring

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from providers.manifest import Manifest

_MAKE_UP: Final = "1 to 256 of A-Z a-z 0-9 _ - that you make up, such as `openssl rand -hex 32` prints"
_ValueT = TypeVar("_ValueT")
_ModelT = TypeVar("_ModelT", bound="StorageConfig")


class StorageConfig(BaseModel):
    """What commands on the database alone need. A field's description is the fix for its variable."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=str.upper,
        arbitrary_types_allowed=True,
        hide_input_in_errors=True,
    )

    database_url: Annotated[Secret, PlainValidator(values.database_url)] = Field(
        default_factory=lambda: Secret("sqlite:///codebell.db"),
        description="expected sqlite:///FILE, or postgres://… as the database's provider shows it",
    )
    keyring: Annotated[Keyring, PlainValidator(Keyring.parse)] = Field(
        alias="ENCRYPTION_KEYS",
        description="set it to what `python -m bot keygen` prints, and keep a copy away from the database",
    )


class ProviderConfig(BaseModel):
    """A provider that is on because its key is set."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True, hide_input_in_errors=True)

    key: Secret
    base_url: str
    link_hosts: tuple[str, ...] = ()


class Config(StorageConfig):
    """The whole configuration. No `owner_ids` means set-up mode, no `public_url` means polling."""

    telegram_bot_token: Annotated[Secret, PlainValidator(values.bot_token)] = Field(
        description="expected a token like 123456789:AAF…, as @BotFather shows it for your bot"
    )
    telegram_api_url: Annotated[str, PlainValidator(values.server_url)] = Field(
        default="https://api.telegram.org",
        description="expected https://… (http:// on loopback only), or nothing for Telegram's own",
    )
    owner_ids: Annotated[frozenset[int], PlainValidator(values.owner_ids)] = Field(
        default=frozenset(),
        description="expected Telegram user ids with commas between them; /start tells you yours",
    )
    public_url: Annotated[str | None, PlainValidator(values.server_url)] = Field(
        default=None,
        description="expected the https://… at which Telegram reaches this process, or nothing to poll",
    )
    contact: Annotated[str | None, PlainValidator(values.contact)] = Field(
        default=None,
        description="expected @name, an e-mail address or https://…, or nothing for an owner's name",
    )
    port: Annotated[int, PlainValidator(values.port)] = Field(
        default=8080, description="expected a number from 1 to 65535; a dyno sets it by itself"
    )
    webhook_secret: Annotated[Secret | None, PlainValidator(values.webhook_secret)] = Field(
        default=None, description=f"expected {_MAKE_UP}"
    )
    log_level: Annotated[str, PlainValidator(values.log_level)] = Field(
        default="INFO", description=f"expected one of {', '.join(values.LOG_LEVELS)}"
    )
    metrics_token: Annotated[Secret | None, PlainValidator(values.bearer_token)] = Field(
        default=None, description="expected 16 or more of A-Z a-z 0-9 . _ ~ + / -, or nothing"
    )
    limits: Annotated[Limits, PlainValidator(tightened)] = Field(
        default=LIMITS,
        description="expected NAME=NUMBER with blanks between them, such as prompts_a_day=4, each as tight "
        f"as the built-in one or tighter; the names are {', '.join(TIGHTER)}",
    )
    providers: Mapping[str, ProviderConfig] = Field(description="those that are on, by slug")
    hints: tuple[str, ...] = Field(description="variables that look like ours and are not read, in words")

    @property
    def is_set_up(self) -> bool:
        """Whether there is an owner; without one the bot only tells people their ids."""
        return bool(self.owner_ids)

    @property
    def page_host(self) -> str:
        """The domain of the connect page, with its port if it has one; empty where there is no page."""
        return urlsplit(self.public_url or "").netloc


def read_storage_config(environ: Mapping[str, str]) -> StorageConfig:
    """Read what commands on the database alone need; ConfigError says all that is wrong."""
    given = _given(environ)
    hints = near_misses(given, _variables(StorageConfig))
    return _validated(StorageConfig, given, _disk_problems(given), hints)


def read_config(environ: Mapping[str, str], manifests: Mapping[str, Manifest]) -> Config:
    """Read everything, for the providers in `manifests`; ConfigError says all that is wrong."""
    given = _given(environ)
    reader = _Reader(given, [*_disk_problems(given), *_webhook_problems(given)])
    providers = _read_providers(reader, manifests)
    hints = near_misses(given, _variables(Config) | _provider_variables(manifests))
    return _validated(Config, given | {"PROVIDERS": providers, "HINTS": hints}, reader.problems, hints)


def _given(environ: Mapping[str, str]) -> dict[str, Any]:
    return {name: value.strip() for name, value in environ.items() if value.strip()}


def _variables(model: type[BaseModel]) -> set[str]:
    return {field.alias or name.upper() for name, field in model.model_fields.items()} - {
        "PROVIDERS",
        "HINTS",
    }


def _provider_variables(manifests: Mapping[str, Manifest]) -> set[str]:
    each = manifests.values()
    return {name for m in each for name in (m.key_variable, m.base_url_variable, m.link_hosts_variable)}


def _disk_problems(given: Mapping[str, str]) -> list[Problem]:
    if "DYNO" not in given or not given.get("DATABASE_URL", "sqlite:").startswith("sqlite:"):
        return []
    wrong = "names a SQLite file (its default), and a dyno's disk is wiped at least once a day"
    return [Problem("DATABASE_URL", wrong, "attach PostgreSQL to the app; that sets DATABASE_URL by itself")]


def _webhook_problems(given: Mapping[str, str]) -> list[Problem]:
    if "PUBLIC_URL" not in given or "WEBHOOK_SECRET" in given:
        return []
    wrong = "is not set, and with PUBLIC_URL anybody could speak as Telegram without it"
    return [Problem("WEBHOOK_SECRET", wrong, f"expected {_MAKE_UP}")]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads single variables, collecting what is wrong with them."""

    given: Mapping[str, str]
    problems: list[Problem]

    def read(self, variable: str, reader: Callable[[str], _ValueT], fix: str) -> _ValueT | None:
        """Read one; None if it is absent or wrong."""
        if variable not in self.given:
            return None
        try:
            return reader(self.given[variable])
        except ValueError as error:
            self.problems.append(Problem(variable, str(error), fix))
            return None


def _read_providers(reader: _Reader, manifests: Mapping[str, Manifest]) -> dict[str, ProviderConfig]:
    """Read each provider whose key is set; that there is none is a problem as well."""
    on = {slug: manifest for slug, manifest in manifests.items() if manifest.key_variable in reader.given}
    if not on:
        fix = "set one of them to the API key that the provider gave you"
        reader.problems.append(Problem(_keys(manifests), "is not set, so that no provider is on", fix))
    read = {slug: _read_provider(reader, manifest) for slug, manifest in on.items()}
    return {slug: provider for slug, provider in read.items() if provider is not None}


def _keys(manifests: Mapping[str, Manifest]) -> str:
    """Name each key's variable once, with the providers that it serves."""
    labels: dict[str, list[str]] = {}
    for manifest in manifests.values():
        labels.setdefault(manifest.key_variable, []).append(manifest.label)
    return " or ".join(f"{variable} ({' and '.join(served)})" for variable, served in labels.items())


def _read_provider(reader: _Reader, manifest: Manifest) -> ProviderConfig | None:
    url_fix = f"expected https://… (http:// on loopback only), or nothing for {manifest.base_url}"
    key = reader.read(manifest.key_variable, values.api_key, f"copy the API key of {manifest.label} again")
    base_url = reader.read(manifest.base_url_variable, values.server_url, url_fix) or manifest.base_url

    def link_hosts(text: str) -> tuple[str, ...]:
        hosts = values.host_list(text)
        LinkHosts.of(manifest.link_hosts, hosts, base_url)
        return hosts

    hosts = reader.read(manifest.link_hosts_variable, link_hosts, "put commas between hosts, or leave it out")
    return None if key is None else ProviderConfig(key=key, base_url=base_url, link_hosts=hosts or ())


def _validated(
    model: type[_ModelT], given: Mapping[str, Any], problems: Sequence[Problem], hints: tuple[str, ...]
) -> _ModelT:
    """Validate; what the fields find wrong comes first, `problems` after it."""
    try:
        read = model.model_validate(given)
    except ValidationError as error:
        found = [_problem(model, each) for each in error.errors(include_url=False, include_input=False)]
    else:
        if not problems:
            return read
        found = []
    raise ConfigError([*found, *problems], hints)


def _problem(model: type[BaseModel], error: ErrorDetails) -> Problem:
    """Tell one fault of a field with the field's description as its fix."""
    variable = str(error["loc"][0])
    fields = {field.alias or name.upper(): field for name, field in model.model_fields.items()}
    wrong = "is not set" if error["type"] == "missing" else str(error["ctx"]["error"])
    return Problem(variable, wrong, fields[variable].description or "")
