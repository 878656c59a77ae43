"""Which links are shown to a creator."""

from __future__ import annotations

import pytest

from providers.hints import last_digits, masked_address
from providers.links import LinkHosts, RefusedLink

HTTPS = "https://api.onlyfanskit.dev"
LOCAL = "http://127.0.0.1:8000"
SHIPPED = ("verify.example.com", ".onlyfans.com")


@pytest.fixture
def hosts() -> LinkHosts:
    """Give a shipped host, a shipped family and an added host."""
    return LinkHosts.of(SHIPPED, ("Face.Example.org",), HTTPS)


@pytest.mark.parametrize(
    "url",
    [
        "https://verify.example.com",
        "https://verify.example.com/a?b=c&d=%20#e",
        "https://verify.example.com:443/a",
        "https://onlyfans.com/face/1",
        "https://verify.id.onlyfans.com/face/1",
        "https://face.example.org/x",
    ],
)
def test_a_link_to_a_listed_host_is_shown_as_it_is(hosts: LinkHosts, url: str) -> None:
    assert hosts.judge(url) == url


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://verify.example.com/a", "verify.example.com"),
        ("https://evil.example/a", "evil.example"),
        ("https://verify.example.com.evil.example/", "verify.example.com.evil.example"),
        ("https://sub.verify.example.com/", "sub.verify.example.com"),
        ("https://notonlyfans.com/", "notonlyfans.com"),
        ("https://onlyfans.com.evil.example/", "onlyfans.com.evil.example"),
        ("https://verify.example.com@evil.example/", "evil.example"),
        ("https://evil.example\\@verify.example.com/", None),
        ("https://evil.example\\.onlyfans.com/", None),
        ("https://user:pass@verify.example.com/", "verify.example.com"),
        ("https://verify.example.com:8443/", "verify.example.com"),
        ("https://verify.example.com:/", "verify.example.com"),
        ("https://verify.example.com./", "verify.example.com."),
        ("https://onlyfаns.com/", None),  # noqa: RUF001 - the look-alike is what is tested
        ("https://xn--onlyfns-3fg.com/", "xn--onlyfns-3fg.com"),
        ("https://xn--fce-5ja.onlyfans.com/", "xn--fce-5ja.onlyfans.com"),
        ("https://127.0.0.1/", "127.0.0.1"),
        ("https://2130706433/", "2130706433"),
        ("https://0x7f.1/", "0x7f.1"),
        ("https://[::1]/", None),
        ("https://localhost/", "localhost"),
        ("http://127.0.0.1:8000/verify", "127.0.0.1"),
        ("//onlyfans.com/", "onlyfans.com"),
        ("javascript:alert(1)//onlyfans.com", None),
        ("tg://resolve?domain=onlyfans.com", "resolve"),
        ("fansapiauth://auth/x", "auth"),
        ("https:onlyfans.com", None),
        ("https:///onlyfans.com", None),
        (" https://onlyfans.com/", None),
        ("https://onlyfans.com/ evil", None),
        ("https://onlyfans.com/\n", None),
        ("https://onlyfans.com\t.evil.example/", None),
        ("https://onlyfans.com/\u202emoc", None),
        ("https://onlyfans.com/\x00", None),
        ('https://onlyfans.com/"><b>', "onlyfans.com"),
        ("https://onlyfans%2ecom/", None),
        ("https://onlyfans.com%00.evil.example/", None),
        ("https://.onlyfans.com/", ".onlyfans.com"),
        ("https://a..onlyfans.com/", "a..onlyfans.com"),
        ("https://-a.onlyfans.com/", "-a.onlyfans.com"),
        ("HTTPS://ONLYFANS.COM/", "onlyfans.com"),
        ("https://[onlyfans.com/", None),
        ("https://onlyfans.com/" + "x" * 2048, "onlyfans.com"),
        ("", None),
    ],
)
def test_any_other_link_is_refused_and_gives_at_most_its_bare_host(
    hosts: LinkHosts, url: str, host: str | None
) -> None:
    assert hosts.judge(url) == RefusedLink(host)


def test_a_page_on_this_machine_is_shown_if_it_was_added_for_a_provider_on_this_machine() -> None:
    hosts = LinkHosts.of(SHIPPED, ("127.0.0.1:8000",), LOCAL)
    assert hosts.judge("http://127.0.0.1:8000/verify/1") == "http://127.0.0.1:8000/verify/1"
    assert isinstance(hosts.judge("http://127.0.0.1:8001/verify/1"), RefusedLink)
    assert isinstance(hosts.judge("http://127.0.0.1:8000@evil.example/"), RefusedLink)
    assert isinstance(LinkHosts.of(SHIPPED, (), LOCAL).judge("http://127.0.0.1:8000/"), RefusedLink)


def test_a_host_of_this_machine_is_refused_for_a_provider_elsewhere() -> None:
    with pytest.raises(ValueError, match="only for a provider on this machine"):
        LinkHosts.of(SHIPPED, ("127.0.0.1:8000",), HTTPS)


@pytest.mark.parametrize(
    "host",
    ["", "https://a.example", ".a.example", "a.example:444", "a.example/x", "10.0.0.1", "*.a.example", "com"],
)
def test_an_added_host_that_is_none_is_refused_with_what_was_expected(host: str) -> None:
    with pytest.raises(ValueError, match=r"expected exact link hosts such as verify\.example\.com"):
        LinkHosts.of(SHIPPED, (host,), HTTPS)


@pytest.mark.parametrize("hint", ["s*****@e******.com", "t**@e*****.com", "a*********y@g****.com"])
def test_a_masked_address_is_shown(hint: str) -> None:
    assert masked_address(hint) == hint


@pytest.mark.parametrize(
    "hint",
    [
        "stella@example.com",
        "*@a@b",
        "call +1 555 0100",
        "<b>*@x.com</b>",
        "s*@x.com\n",
        "*",
        None,
        7,
        ["*@x"],
    ],
)
def test_any_other_address_is_dropped(hint: object) -> None:
    assert masked_address(hint) is None


def test_at_most_four_digits_are_shown() -> None:
    assert [last_digits(value) for value in ("42", "0042", "12345", "", "٤٢", "4a", 42)] == [
        "…42", "…0042", None, None, None, None, None,
    ]  # fmt: skip
