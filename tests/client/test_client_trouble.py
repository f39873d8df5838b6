"""Sentences about what went wrong on the way: sizes are never written as nothing."""

from __future__ import annotations

import pytest

from explorer.client.trouble import too_large


@pytest.mark.parametrize(
    ("limit", "announced", "message"),
    [
        (100_000_000, 240_000_000, "The reply has 240.0 MB, beyond the limit of 100.0 MB."),
        (1000, 11_400, "The reply has 11.4 kB, beyond the limit of 1.0 kB."),
        (1, 999, "The reply has 999 bytes, beyond the limit of 1 byte."),
        (50_000, None, "The reply goes on beyond the limit of 50.0 kB."),
        (2_000_000_000, None, "The reply goes on beyond the limit of 2.0 GB."),
    ],
)
def test_a_reply_over_the_limit_says_both_sizes(limit: int, announced: int | None, message: str) -> None:
    assert too_large(limit, announced, reads=True).message == message
