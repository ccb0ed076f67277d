from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.fetch.inflate import PIECE, BadEncoding, decoded


def packed(content: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        return gzip.compress(content)
    return zlib.compress(content, wbits=-15 if encoding == "bare" else 15)


def cut_up(content: bytes, sizes: list[int]) -> list[bytes]:
    chunks: list[bytes] = []
    for size in sizes:
        chunks.append(content[:size])
        content = content[size:]
    return [chunk for chunk in [*chunks, content] if chunk]


@given(
    st.binary(max_size=300) | st.binary(max_size=50).map(lambda some: some * 5000),
    st.sampled_from(["gzip", "deflate", "bare"]),
    st.lists(st.integers(1, 40)),
)
def test_whatever_was_compressed_comes_back_in_pieces(content: bytes, encoding: str, sizes: list[int]) -> None:
    pieces = list(decoded(cut_up(packed(content, encoding), sizes), encoding.replace("bare", "deflate")))
    assert b"".join(pieces) == content
    assert all(len(piece) <= PIECE for piece in pieces)


@given(
    st.lists(st.binary(max_size=100), min_size=1, max_size=5),
    st.lists(st.integers(1, 40)),
    st.sampled_from([b"", bytes(9), b"padding"]),
)
def test_a_gzip_of_members_is_read_to_its_end(contents: list[bytes], sizes: list[int], padding: bytes) -> None:
    chunks = cut_up(b"".join(map(gzip.compress, contents)) + padding, sizes)
    assert b"".join(decoded(chunks, "X-GZip, identity")) == b"".join(contents)


@given(st.binary(min_size=1, max_size=300), st.sampled_from(["gzip", "deflate"]), st.integers(1, 8))
def test_a_stream_that_ends_early_is_an_error(content: bytes, encoding: str, missing: int) -> None:
    with pytest.raises(BadEncoding):
        list(decoded([packed(content, encoding)[:-missing]], encoding))


@given(st.lists(st.binary(min_size=1), min_size=1), st.sampled_from(["gzip", "deflate"]))
def test_any_bytes_are_decoded_or_an_error(chunks: list[bytes], encoding: str) -> None:
    try:
        list(decoded(chunks, encoding))
    except BadEncoding as error:
        assert str(error)  # noqa: PT017 both ends are right


@pytest.mark.parametrize("encoding", ["gzip, gzip", "deflate,gzip", "br", "zstd", "compress", "crane"])
def test_one_encoding_that_was_asked_for_and_no_more(encoding: str) -> None:
    with pytest.raises(BadEncoding):
        decoded([b"crane"], encoding)


def test_no_encoding_is_none() -> None:
    assert [list(decoded([b"a", b"b"], encoding)) for encoding in ("", "identity", " Identity ,")] == [[b"a", b"b"]] * 3
    assert list(decoded([], "gzip")) == []


def test_members_without_end_are_given_up() -> None:
    with pytest.raises(BadEncoding, match="1000 members"):
        list(decoded([gzip.compress(b"")] * 1001, "gzip"))


def test_a_bomb_is_never_held() -> None:
    pieces = decoded([gzip.compress(bytes(1 << 24))], "gzip")
    assert [len(next(pieces)) for _ in range(3)] == [PIECE] * 3
