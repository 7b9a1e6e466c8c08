"""Passes sockets between processes and threads, as multiprocessing does it."""

import multiprocessing
import socket
import threading
from multiprocessing import reduction


def work(connection):
    while (taken := connection.recv()) is not None:
        taken.close()


def take(way, count):
    for _ in range(count):
        reduction.recv_handle(way)


if __name__ == "__main__":
    for method in ("forkserver", "spawn", "fork"):
        context = multiprocessing.get_context(method)
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(theirs,))
        process.start()
        for _ in range(20):
            one, other = socket.socketpair()
            ours.send(one)
            one.close()
            other.close()
        ours.send(None)
        process.join()
    ours, theirs = multiprocessing.Pipe()
    threads = [threading.Thread(target=take, args=(theirs, 25)) for _ in range(4)]
    for thread in threads:
        thread.start()
    import os
    for _ in range(100):
        reduction.send_handle(ours, 0, os.getpid())
    for thread in threads:
        thread.join()
