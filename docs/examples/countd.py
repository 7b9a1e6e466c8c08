"""Counts the words of files, for the tutorial. Clients send descriptors, not names, so the server needs no right to
open anything:

  countd.py serve           the server
  countd.py count FILE...   a client

The server has a bug, which `fdtrail leaks` finds.
"""

import os
import socket
import sys

ADDRESS = "\0fdtrail-tutorial"


def words(fd):
    text = os.pread(fd, os.fstat(fd).st_size, 0)
    count = len(text.decode().split())
    os.close(fd)
    return count


def serve():
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(ADDRESS)
    listener.listen()
    print("listening", flush=True)
    while True:
        client, _ = listener.accept()
        with client:
            _, fds, _, _ = socket.recv_fds(client, 1, 1)
            try:
                answer = f"{words(fds[0])} words"
            except UnicodeDecodeError:
                answer = "not text"
            client.sendall(answer.encode())


def count(names):
    for name in names:
        with socket.socket(socket.AF_UNIX) as server, open(name, "rb") as file:
            server.connect(ADDRESS)
            socket.send_fds(server, [b"?"], [file.fileno()])
            print(f"{name}: {server.recv(100).decode()}")


with open("/proc/self/comm", "w") as comm:
    comm.write("countd" if sys.argv[1] == "serve" else "count")
serve() if sys.argv[1] == "serve" else count(sys.argv[2:])
