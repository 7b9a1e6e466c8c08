"""Gives a machine without a disk descriptors by name and by set, and takes them back."""

import json
import os
import socket
import subprocess

ours, theirs = socket.socketpair()
machine = subprocess.Popen(
    ["qemu-system-x86_64", "-machine", "none", "-display", "none", "-chardev", f"socket,id=qmp,fd={theirs.fileno()}", "-mon", "qmp,mode=control"],
    pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
theirs.close()
answers = ours.makefile()


def ask(command, fds=(), **arguments):
    line = json.dumps({"execute": command, "arguments": arguments}).encode()
    if fds:
        socket.send_fds(ours, [line], fds)
    else:
        ours.sendall(line)
    while not ("return" in (answer := json.loads(answers.readline())) or "error" in answer):
        pass
    return answer


answers.readline()
ask("qmp_capabilities")
for number in range(30):
    read, write = os.pipe()
    ask("getfd", [read], fdname=f"pipe{number}")
    ask("add-fd", [write])
    ask("closefd", fdname=f"pipe{number}")
    os.close(read)
    os.close(write)
ask("quit")
machine.wait()
