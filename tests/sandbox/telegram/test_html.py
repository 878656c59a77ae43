"""The HTML that Telegram takes, what it becomes, and what it refuses with which words."""

import contextlib
import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram.formatting import Entity, finished
from sandbox.telegram.html_tags import EntityError, to_html
from sandbox.telegram.html_text import parse_html

READ = [
    ("plain &lt;b&gt; &amp; &quot;&#33;&#x21;", 'plain <b> & "!!', []),
    ("<b>Mia</b>", "Mia", [Entity("bold", 0, 3)]),
    (
        "<strong>a</strong><em>b</em><ins>c</ins><del>d</del>",
        "abcd",
        [
            Entity("bold", 0, 1),
            Entity("italic", 1, 1),
            Entity("underline", 2, 1),
            Entity("strikethrough", 3, 1),
        ],
    ),
    ("🔑 <b>Stella</b>", "🔑 Stella", [Entity("bold", 3, 6)]),
    (
        '<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>',
        "xy",
        [Entity("spoiler", 0, 1), Entity("spoiler", 1, 1)],
    ),
    ('<a href="https://t.me">here</a>', "here", [Entity("text_link", 0, 4, {"url": "https://t.me/"})]),
    ('<a href="not a link">here</a>', "here", []),
    ("<blockquote expandable>x</blockquote>", "x", [Entity("expandable_blockquote", 0, 1)]),
    ('<pre><code class="language-python">x</code></pre>', "x", [Entity("pre", 0, 1, {"language": "python"})]),
    (
        '<tg-time unix="1800000000" format="r">02:24</tg-time>',
        "02:24",
        [
            Entity("date_time", 0, 5, {"unix_time": 1800000000, "date_time_format": "r"}),
        ],
    ),
    (
        '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
        "👍",
        [
            Entity("custom_emoji", 0, 2, {"custom_emoji_id": "5368324170671202286"}),
        ],
    ),
    ("<B>a</b>", "a", [Entity("bold", 0, 1)]),
    ("<b>a</>", "a", [Entity("bold", 0, 1)]),
    ("<b></b>a", "a", []),
    ("<i><b>ab</b></i>", "ab", [Entity("bold", 0, 2), Entity("italic", 0, 2)]),
    ("&unknown; &#0;", "&unknown; &#0;", []),
]

REFUSED = [
    ("four <x>", 'Unsupported start tag "x" at byte offset 5'),
    ("🔑<br/>", 'Unsupported start tag "br/" at byte offset 4'),
    ("1 <2", "Unclosed start tag at byte offset 2"),
    ("1 < 2 > 0", 'Unsupported start tag "" at byte offset 2'),
    ("<b>a", "Can't find end tag corresponding to start tag \"b\""),
    ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("a</b>", "Unexpected end tag at byte offset 1"),
    ("<b>a</b", "Unclosed end tag at byte offset 4"),
    ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<a href="x', "Unclosed start tag at byte offset 0"),
    ("<a href", 'Unclosed start tag "a" at byte offset 0'),
    ("<a =x>", 'Empty attribute name in the tag "a" at byte offset 0'),
    ("<a href=a/b>x</a>", "Unexpected end of name token at byte offset 8"),
    ('<tg-time unix="1" format="x">a</tg-time>', "Invalid date-time format specified"),
    ('<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier specified"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text", "entities"), READ)
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[Entity]) -> None:
    read = parse_html(source)
    assert read.text == text
    assert list(read.entities) == entities


@pytest.mark.parametrize(("source", "words"), REFUSED)
def test_malformed_html_is_refused_in_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(EntityError) as refused:
        parse_html(source)
    assert str(refused.value) == words


def test_an_empty_attribute_is_no_fault() -> None:
    assert parse_html("<a href=>x</a>").text == "x"


@pytest.mark.parametrize("source", [
    "🔑 <b>Stella</b> · OnlyFans",
    '<i>a <b>b</b></i> <a href="https://t.me/x?a=1&amp;b=2">c</a>',
    '<tg-time unix="1800000000" format="r">02:24</tg-time> <code>x &lt; y</code>',
])  # fmt: skip
def test_stored_text_is_written_back_as_the_html_it_was(source: str) -> None:
    assert to_html(parse_html(source)) == source


def test_telegram_trims_a_text_and_moves_its_entities() -> None:
    assert finished(parse_html("\n  <b>a</b> \n")) == finished(parse_html("<b>a</b>"))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_an_escaped_text_comes_out_as_it_was(text: str) -> None:
    assert parse_html(html.escape(text, quote=False)).text == text


@given(
    st.lists(
        st.sampled_from(["<b>", "</b>", "<i>", "</", "<a href=", '"', "'", ">", "&lt", "&#", "x", " ", "🔑"])
    )
)
def test_any_html_is_read_or_refused(pieces: list[str]) -> None:
    with contextlib.suppress(EntityError):
        read = parse_html("".join(pieces))
        length = len(read.text.encode("utf-16-le")) // 2
        assert all(0 <= entity.offset < entity.end <= length for entity in read.entities)
