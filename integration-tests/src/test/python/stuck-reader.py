"""Runs a tracer whose output nobody reads, ends it by a signal and tells what came of it, as a JSON object.

stuck-reader.py OUTPUT SIGNAL PASSFD TRACER [ARG]...
OUTPUT: pipe, both (a pipe for output and messages), socket, terminal (nobody reads its other side), stopped (by Ctrl-S)
"""
import json
import os
import pty
import signal
import socket
import subprocess
import sys
import tempfile
import time

LIMIT = 20


def outlet(kind):
    """What is read from, and what the tracer writes to."""
    if kind in ("pipe", "both"):
        return os.pipe()
    if kind == "socket":
        ours, theirs = socket.socketpair()
        return ours.detach(), theirs.detach()
    master, slave = pty.openpty()
    if kind == "stopped":
        os.write(master, b"\x13")
    return master, slave


def rest(reader):
    """All that was taken; on a terminal an error tells that nobody writes any more."""
    os.write(reader, b"\x11") if os.isatty(reader) else None
    data = b""
    try:
        while chunk := os.read(reader, 65536):
            data += chunk
    except OSError:
        pass
    return data


def main(kind, name, passfd, command):
    reader, writer = outlet(kind)
    messages = tempfile.TemporaryFile()
    # as a shell without job control starts it behind &
    ignoring = lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)
    tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=writer, preexec_fn=ignoring,
                              stderr=writer if kind == "both" else messages)
    os.close(writer)
    deadline = time.time() + LIMIT
    said = b""
    while b"tracing with" not in said and time.time() < deadline:
        if kind == "both":  # nobody reads it any more once it traces
            said += os.read(reader, 65536)
        else:
            messages.seek(0)
            said = messages.read()
        time.sleep(0.01)
    passed = subprocess.Popen([passfd, "one-thread", "5000", "1"], stdout=subprocess.DEVNULL)
    passed.wait()
    begun = time.time()
    tracer.send_signal(getattr(signal, "SIG" + name))
    try:
        status = tracer.wait(LIMIT)
    except subprocess.TimeoutExpired:
        tracer.kill()
        status = "hung"
    seconds = time.time() - begun
    lines = rest(reader).decode().replace("\r\n", "\n").split("\n")
    messages.seek(0)
    print(json.dumps({"status": status, "seconds": seconds, "torn": lines.pop(), "lines": len(lines),
                      "rows": sum(" passfd " in line or '"comm":"passfd"' in line for line in lines),
                      "messages": messages.read().decode()}))


main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
