"""`DATABASE_URL` in the forms that platforms give it."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from storage import BadDatabaseUrl
from storage.url import parse

if TYPE_CHECKING:
    from pathlib import Path


def test_a_sqlite_file_is_found_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert parse("sqlite:///codebell.db").file == tmp_path / "codebell.db"
    assert parse(f"sqlite:///{tmp_path}/other.db").file == tmp_path / "other.db"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg", "postgres+psycopg"])
def test_every_way_to_say_postgresql_means_asyncpg(scheme: str) -> None:
    target = parse(f"{scheme}://sam:secret@db.example:5433/codebell")
    assert target.url.drivername == "postgresql+asyncpg"
    assert (target.url.host, target.url.port, target.url.database) == ("db.example", 5433, "codebell")
    assert target.arguments == {}


@pytest.mark.parametrize("mode", ["disable", "prefer", "require", "verify-full"])
def test_an_sslmode_is_handed_to_the_driver_and_leaves_the_url(mode: str) -> None:
    target = parse(
        f"postgres://sam@db.example/codebell?sslmode={mode}&channel_binding=require&application_name=x"
    )
    assert target.arguments == {"ssl": mode}
    assert target.url.query == {}


def test_a_system_root_means_full_verification() -> None:
    context = parse("postgres://sam@db.example/codebell?sslrootcert=system&sslmode=verify-full").arguments[
        "ssl"
    ]
    assert isinstance(context, ssl.SSLContext)
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "starts with"),
        ("mysql://sam:secret@db/x", "starts with"),
        ("nonsense secret", "starts with"),
        ("postgres://sam:secret@db:port/x", "starts with"),
        ("sqlite://", "names a file"),
        ("sqlite:///:memory:", "names a file"),
        ("sqlite:///codebell.db?mode=secret", "names a file"),
        ("sqlite:////no/such/secret/dir/codebell.db", "does not exist"),
        ("postgres://sam:secret@db/x?sslmode=secret", "sslmode"),
        ("postgres://sam:secret@db/x?sslmode=verify-ca&sslrootcert=/no/secret.pem", "sslrootcert"),
        ("postgres://sam:secret@db/x?shoe_size=secret", "shoe_size"),
    ],
)
def test_a_bad_url_is_refused_with_what_is_wrong_and_without_repeating_it(url: str, said: str) -> None:
    with pytest.raises(BadDatabaseUrl, match=said) as caught:
        parse(url)
    assert "secret" not in str(caught.value)


def test_a_target_does_not_show_its_password() -> None:
    assert "hunter2" not in repr(parse("postgres://sam:hunter2@db.example/codebell"))
