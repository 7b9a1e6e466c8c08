# packages: xvfb gcc libc6-dev libxcb-shm0-dev
# builds: gcc -o /usr/local/bin/oracle-xvfb /tmp/programs/xvfb-client.c -lxcb-shm -lxcb
# MIT-SHM: a client sends the server memory, and the server sends a client some.
Xvfb :77 -nolisten tcp 2>/tmp/log &
await test -S /tmp/.X11-unix/X77 || skip "$(tail -n 1 /tmp/log)"
DISPLAY=:77 /usr/local/bin/oracle-xvfb 50
