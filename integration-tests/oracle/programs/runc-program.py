"""Takes terminals from a console socket, and keeps them: one that is closed ends what runs on it."""

import socket
import sys

listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
terminals = []
while True:
    connection, _ = listener.accept()
    terminals += socket.recv_fds(connection, 4096, 1)[1]
    connection.close()
