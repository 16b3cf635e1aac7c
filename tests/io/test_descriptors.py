"""Bytes are written whole, and times prove what they can."""

from __future__ import annotations

import os
import time
from threading import Thread

from inspector.io.descriptors import is_settled, write_all


def test_what_a_pipe_takes_in_parts_is_written_whole() -> None:
    read, write = os.pipe()
    data, came = os.urandom(1 << 20), bytearray()

    def receive() -> None:
        while part := os.read(read, 10_000):
            came.extend(part)

    receiving = Thread(target=receive)
    receiving.start()
    write_all(write, data)
    os.close(write)
    receiving.join()
    os.close(read)
    assert came == data


def test_a_change_is_settled_once_another_would_show() -> None:
    now = time.time_ns()
    assert not is_settled(now | 1)
    assert is_settled((now - 1_000_000_000) | 1)
    whole_second = now // 1_000_000_000 * 1_000_000_000
    assert not is_settled(whole_second - 1_000_000_000)
    assert is_settled(whole_second - 3_000_000_000)
