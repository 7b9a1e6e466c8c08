"""make COMMAND...: becomes the command, in a session with a key. read: shows what is in that key."""

import ctypes
import errno
import os
import platform
import sys

ADD_KEY, KEYCTL = (248, 250) if platform.machine() == "x86_64" else (217, 219)
SESSION_KEYRING = ctypes.c_long(-3)
JOIN_SESSION_KEYRING, SEARCH, READ = 1, 10, 11

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def call(*arguments):
    result = libc.syscall(*arguments)
    if result < 0:
        print(errno.errorcode[ctypes.get_errno()])
        sys.exit(1)
    return ctypes.c_long(result)


if sys.argv[1] == "make":
    call(KEYCTL, JOIN_SESSION_KEYRING, None)
    call(ADD_KEY, b"user", b"fdtrail-test", b"a secret", ctypes.c_long(8), SESSION_KEYRING)
    os.execvp(sys.argv[2], sys.argv[2:])
key = call(KEYCTL, SEARCH, SESSION_KEYRING, b"user", b"fdtrail-test", 0)
content = ctypes.create_string_buffer(8)
call(KEYCTL, READ, key, content, ctypes.c_long(8))
print(content.raw.decode())
