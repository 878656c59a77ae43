"""The canary finds what it is there to find."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from tests.harness.canary import FEW, look
from tests.harness.postgres import PostgresServer, postgres

__all__ = ["postgres"]

CODE = "83120947"
MANY = {CODE, *(f"{number:08}" for number in range(20)), *(f"pass-{number:016x}" for number in range(20))}


@pytest.mark.parametrize(
    "data",
    [
        b"the code is 83120947.",
        b"831 209 47",
        b"8312-0947",
        b"8 3 1 2 0 9 4 7",
        CODE.encode().hex().encode(),
        f"x{CODE}".encode("utf-16"),
        json.dumps({"code": CODE}).encode(),
        quote(f"code={CODE}", safe="").encode(),
        base64.b64encode(f"code={CODE}&".encode()),
        base64.b64encode(f"a code={CODE}&".encode()),
        base64.b64encode(f"my code={CODE}&".encode()),
        b"74902138",
        b"x83120947x",
        b'"83120947"',
        b"=83120947,",
        b"-83120947.5",
        b"\xd9\xa383120947\x00",
        b"1831209475 and 83120947",
        b"1749021385 and <74902138>",
        f"1{CODE}5".encode().hex().encode(),
        f"1{CODE}5".encode("utf-16"),
        base64.b64encode(f"1{CODE}5".encode()),
    ],
)
def test_a_code_is_found_in_each_disguise(data: bytes) -> None:
    assert look(("a log", data), {CODE})
    assert look(("a log", data), MANY)


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"83120946", b"8312 and 0947 apart", b"2026-11-21T14:59:37.831209Z"),
        *(b'{"chat_id": 7831209470}', b"id 831209470", b"-10083120947", b"1749021385"),
    ],
)
def test_what_holds_no_code_is_left_alone(data: bytes) -> None:
    assert not look(("a log", data), {CODE})
    assert not look(("a log", data), MANY)


def test_codes_of_each_length_are_found_also_where_they_overlap() -> None:
    codes = [f"{number:0{length}}" for length in (6, 8) for number in range(10**5, 10**5 + FEW)]
    data = f"1{codes[0]}{codes[-1]}".encode()
    assert set(look(("bot.db", data), codes)) == {
        f"bot.db holds a code of {length} digits" for length in (6, 8)
    }


def test_a_code_between_the_columns_of_a_database_is_found() -> None:
    assert look(("bot.db", b"id-1831209475"), {CODE})
    assert look(("bot.db-wal", b"id-1831209475"), MANY)


def test_a_password_is_found_whatever_stands_beside_it() -> None:
    assert look(("a log", b"1pass-00000000000000001"), MANY)


def test_a_code_in_a_database_is_found_in_texts_and_in_bytes(postgres: PostgresServer) -> None:
    name = postgres.create_database()
    postgres.sql("CREATE TABLE place (said text, sealed bytea)", name)
    postgres.sql("INSERT INTO place VALUES ('83120947', '')", name)
    as_text = postgres.dump(name)
    postgres.sql("UPDATE place SET said = '', sealed = convert_to('83120947', 'UTF8')", name)
    as_bytes = postgres.dump(name)
    postgres.drop_database(name)
    assert look(("a text", as_text), {CODE})
    assert CODE.encode() in as_bytes
