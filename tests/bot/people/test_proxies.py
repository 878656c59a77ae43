"""A team's own proxy: a public IP address in its usual form, and nothing that could mean another host."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.problems import Problem, Refusal
from bot.people.proxies import checked_proxy, masked
from tests.bot.people.steps import refused

PUBLIC = ("192.31.196.7", "192.175.48.1", "2620:4f:8000::7")

NAMES = (
    "proxy.example",
    "localhost",
    "localhost.",
    "127.0.0.1.nip.io",
    "169.254.169.254.nip.io",
    "metadata.google.internal",
    "instance-data",
    "xn--e1afmkfd.example",
    "192.31.196.7.",
    "http://192.31.196.7",
    "192.31.196.7:8080",
    "user@192.31.196.7",
    "[2620:4f:8000::7]",
    "192.31.196.7/32",
    "192.31.196.7#",
    "\uff12.\uff13.\uff14.\uff15",
    "①⑨②.31.196.7",
    "192。31。196。7",
    "192.31.196.7\x00",
    "",
)
OTHER_FORMS = (
    "127.1",
    "0",
    "2130706433",
    "3221225472",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "0300.037.0304.07",
    "192.031.196.007",
    "192.31.50183",
    "192.31.196",
    "1e9",
    "-1",
    "256.1.1.1",
    "192.31.196.7.1",
)
PRIVATE = (
    "0.0.0.0",  # noqa: S104 - an address to refuse, not one to listen at
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "168.63.129.16",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.9",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
)
PRIVATE_6 = (
    "::",
    "::1",
    "::127.0.0.1",
    "::192.31.196.7",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:192.31.196.7",
    "::ffff:0:192.31.196.7",
    "64:ff9b::192.31.196.7",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:c01f:c407::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2620:4f:8000::7%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
)


@pytest.mark.parametrize("host", PUBLIC)
def test_a_public_address_is_taken(host: str) -> None:
    proxy = checked_proxy([host, "8080"])
    assert (proxy.host, proxy.port, proxy.username, proxy.password) == (host, 8080, None, None)


@pytest.mark.parametrize("host", [*NAMES, *OTHER_FORMS, *PRIVATE, *PRIVATE_6])
def test_whatever_is_or_could_mean_another_host_is_refused(host: str) -> None:
    with refused(Problem.PROXY_ADDRESS):
        checked_proxy([host, "8080"])


@given(st.text(max_size=40))
def test_nothing_but_an_address_in_its_usual_form_is_ever_taken(host: str) -> None:
    try:
        proxy = checked_proxy([host, "8080"])
    except Refusal:
        return
    assert set(proxy.host) <= set("0123456789abcdef.:")


@pytest.mark.parametrize(
    "port", ["0", "65536", "99999", "-1", "80.0", "0x50", "\uff18\uff10", "", "http", "100000"]
)
def test_a_port_that_there_is_not_is_refused(port: str) -> None:
    with refused(Problem.PROXY_PORT):
        checked_proxy([PUBLIC[0], port])


def test_what_opens_it_is_a_secret() -> None:
    proxy = checked_proxy([PUBLIC[0], "8080", "moonlight", "Tr0ub4dor"])
    assert proxy.username is not None
    assert proxy.password is not None
    assert (proxy.username.reveal(), proxy.password.reveal()) == ("moonlight", "Tr0ub4dor")
    assert "Tr0ub4dor" not in repr(proxy)


@pytest.mark.parametrize("word", ["møønlight", "x" * 129, "a\x00b", "a\r\nHost:b", ""])
def test_what_a_header_could_not_carry_opens_nothing(word: str) -> None:
    with refused(Problem.PROXY_LOGIN):
        checked_proxy([PUBLIC[0], "8080", "moonlight", word])


@pytest.mark.parametrize("words", [[], ["1"], ["1", "2", "3"], ["1", "2", "3", "4", "5"]])
def test_too_little_or_too_much_is_refused(words: list[str]) -> None:
    with refused(Problem.PROXY_USAGE):
        checked_proxy(words)


def test_an_address_is_shown_by_its_ends() -> None:
    assert masked("192.31.196.7") == "192.….7"
    assert masked("2620:4f:8000::7") == "2620:…:7"
