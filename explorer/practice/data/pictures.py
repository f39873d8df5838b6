"""Small pictures for contacts and products: squares of two colours as PNG, made here so that no file is needed."""

from __future__ import annotations

import base64
import struct
import zlib

SIZE = 32

COLORS = (
    (0x1F, 0x6F, 0x78), (0xC9, 0x7B, 0x2B), (0x5B, 0x4B, 0x8A), (0x3B, 0x7A, 0x3A), (0xA8, 0x3F, 0x4F),
    (0x2F, 0x5D, 0xA8), (0x7A, 0x6A, 0x2F),
)  # fmt: skip


def square(number: int) -> str:
    """A PNG as base64 text; the same number gives the same picture."""
    ink, paper = COLORS[number % len(COLORS)], COLORS[(number // 3 + 2) % len(COLORS)]
    lines = b"".join(
        b"\0" + b"".join(bytes(ink if (x // 8 + y // 8 + number) % 3 else paper) for x in range(SIZE))
        for y in range(SIZE)
    )
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)).decode()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
