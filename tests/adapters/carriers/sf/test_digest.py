"""The digest SF checks, signed as Java would, and the token that takes its place."""

from datetime import timedelta
from threading import Barrier, Thread
from urllib.parse import quote, quote_plus, urlencode

import pytest

from beebox.adapters.carriers.sf.digest import Token, Tokens, digest_of, java_url_encode
from beebox.logistics.faults import Unavailable
from tests.adapters.carriers.sf.conftest import HandClock


def test_the_published_example_is_reproduced() -> None:
    message = '{"language":"zh-CN","orderId":"QIAO-20200618-004"}'
    checkword = "fjcg5PGKaNpPSHFAZ4QsCOkV71R3zVci"  # the sample of SF's own document
    assert digest_of(message, "12312334453453", checkword) == "IIKJtuLVzoFTu4kHI8M8vA=="


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("a b", "a+b"),
        ("a*b", "a*b"),
        ("a~b", "a%7Eb"),
        ("a&b", "a%26b"),
        ("a-b_c.d", "a-b_c.d"),
        ("a+b", "a%2Bb"),
        ("100%", "100%25"),
        ("a/b", "a%2Fb"),
        ("(甲)", "%28%E7%94%B2%29"),
        ("𠮷", "%F0%A0%AE%B7"),
        ("'\"!", "%27%22%21"),
        ("\n", "%0A"),
    ],
)
def test_a_text_is_encoded_as_java_does_it(text: str, encoded: str) -> None:
    assert java_url_encode(text) == encoded


def test_every_ascii_sign_is_kept_or_escaped_as_java_does_it() -> None:
    kept = {sign for sign in map(chr, range(128)) if java_url_encode(sign) == sign}
    letters = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    assert kept == letters | set("-_.*")
    assert java_url_encode(" ") == "+"


@pytest.mark.parametrize("encode", [quote, quote_plus, lambda text: urlencode({"": text})[1:]])
def test_no_function_of_python_would_do(encode: object) -> None:
    assert callable(encode)
    assert encode("*~ ") != java_url_encode("*~ ")


def test_a_token_is_fetched_once_and_again_before_it_ends(clock: HandClock) -> None:
    given = iter(["one", "two", "three"])
    tokens = Tokens(lambda: Token(next(given), timedelta(hours=2)), clock)
    assert [tokens.current(), tokens.current()] == ["one", "one"]
    clock.forward(timedelta(hours=1, minutes=54))
    assert tokens.current() == "one"
    clock.forward(timedelta(minutes=2))
    assert tokens.current() == "two"


def test_a_token_with_a_short_life_is_used_nevertheless(clock: HandClock) -> None:
    given = iter(["one", "two"])
    tokens = Tokens(lambda: Token(next(given), timedelta(minutes=2)), clock)
    assert [tokens.current(), tokens.current()] == ["one", "one"]
    clock.forward(timedelta(minutes=1))
    assert tokens.current() == "two"


def test_many_threads_with_a_refused_token_fetch_one(clock: HandClock) -> None:
    fetched: list[str] = []

    def fetch() -> Token:
        fetched.append(f"token {len(fetched)}")
        return Token(fetched[-1])

    tokens, start, got = Tokens(fetch, clock), Barrier(8), []
    refused = tokens.current()

    def ask() -> None:
        start.wait()
        got.append(tokens.renewed(refused))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["token 1"] * 8
    assert len(fetched) == 2


def test_a_failed_fetch_leaves_no_stale_token_behind(clock: HandClock) -> None:
    answers = iter([Token("one"), Unavailable("away"), Token("two")])

    def fetch() -> Token:
        answer = next(answers)
        if isinstance(answer, Token):
            return answer
        raise answer

    tokens = Tokens(fetch, clock)
    tokens.current()
    with pytest.raises(Unavailable):
        tokens.renewed("one")
    assert tokens.current() == "two"


def test_a_token_does_not_show_itself() -> None:
    assert "secret" not in repr(Token("secret"))
