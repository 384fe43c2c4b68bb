"""Lines between a program and a server that go dead at a chosen moment."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

__all__ = ["cut_after"]

_HOST = "127.0.0.1"


@contextmanager
def cut_after(words: bytes, port: int, *, times: int = 1_000) -> Iterator[int]:
    """A port that leads to `port`; the line goes dead when a client says `words`, so many times.

    The words themselves do not get through.
    """
    line = _Line(words, port, times)
    try:
        yield line.listener.getsockname()[1]
    finally:
        line.end()


class _Line:
    def __init__(self, words: bytes, port: int, times: int) -> None:
        self.words, self.port, self.left = words, port, times
        self.listener = socket.create_server((_HOST, 0))
        self.threads: list[threading.Thread] = []
        self._start(self._accept)

    def end(self) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(timeout=5)

    def _start(self, work: object, *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self.threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.create_connection((_HOST, self.port))
                self._start(self._listen, client, server)
                self._start(self._answer, server, client)

    def _listen(self, client: socket.socket, server: socket.socket) -> None:
        heard = b""
        with suppress(OSError):
            while piece := client.recv(65536):
                heard = heard[-200:] + piece
                if self.words in heard and self.left:
                    self.left -= 1
                    break
                server.sendall(piece)
        _hang_up(client, server)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while piece := server.recv(65536):
                client.sendall(piece)
        _hang_up(server, client)


def _hang_up(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
    ends[0].close()
