"""Runs a shell on a terminal and types what the standard input says, a step a line; prints all that the terminal showed.

Steps: "type TEXT" (with Python's escapes), "expect REGEX" (waits for it in what has been shown since the last expected),
"size ROWS COLUMNS", "settings" (tells whether the terminal is as the shell left it), "kill SIGNAL REGEX" (the
process whose number the last match has as its group), "slowly SECONDS" (pauses so long after each 4 KiB).
"""
import ast
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

LIMIT = 30


class Terminal:
    def __init__(self):
        self.shown = ""
        self.seen = 0
        self.pause = 0
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.environ.update(PS1="ready> ", HISTFILE="", TERM="dumb")
            os.execvp("bash", ["bash", "--norc", "--noprofile", "--noediting", "-i"])

    def read(self, seconds):
        if not select.select([self.master], [], [], seconds)[0]:
            return True
        try:
            chunk = os.read(self.master, 4096)
        except OSError:
            return False
        time.sleep(self.pause)
        self.shown += chunk.decode(errors="replace")
        return bool(chunk)

    def expect(self, pattern):
        deadline = time.time() + LIMIT
        while time.time() < deadline:
            found = re.search(pattern, self.shown[self.seen:])
            if found:
                self.seen += found.end()
                return
            if not self.read(0.1):
                break
        sys.exit(f"never came: {pattern}\n{self.shown}")

    def step(self, line):
        verb, _, rest = line.partition(" ")
        if verb == "type":
            os.write(self.master, ast.literal_eval("b'" + rest.replace("'", "\\'") + "'"))
        elif verb == "expect":
            self.expect(rest)
        elif verb == "size":
            rows, columns = map(int, rest.split())
            fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        elif verb == "settings":
            flags = termios.tcgetattr(self.master)[3]
            cooked = termios.ICANON | termios.ECHO | termios.ISIG
            self.shown += "\nas before\n" if flags & cooked == cooked else "\nraw\n"
        elif verb == "slowly":
            self.pause = float(rest)
        elif verb == "kill":
            name, _, pattern = rest.partition(" ")
            os.kill(int(re.findall(pattern, self.shown)[-1]), getattr(signal, "SIG" + name))


terminal = Terminal()
terminal.expect("ready> ")
try:
    for line in sys.stdin.read().splitlines():
        terminal.step(line)
finally:
    os.kill(terminal.pid, signal.SIGKILL)
    print(terminal.shown)
