"""Logs in so many times, with two connections at once."""

import imaplib
import sys
import time

for number in range(int(sys.argv[1])):
    for attempt in range(600):
        try:
            clients = [imaplib.IMAP4("127.0.0.1", 20143), imaplib.IMAP4("127.0.0.1", 20143)]
            break
        except OSError:
            time.sleep(0.1)
    else:
        sys.exit("nobody listens")
    for client in clients:
        client.login(f"user{number}", "secret")
        client.select()
    for client in clients:
        client.logout()
