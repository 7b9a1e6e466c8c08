# packages: xvfb gcc libc6-dev libxcb-shm0-dev
# MIT-SHM: a client sends the server memory, and the server sends a client some.
gcc -o /tmp/shm /tmp/programs/xvfb-client.c -lxcb-shm -lxcb
Xvfb :77 -nolisten tcp 2>/tmp/log &
await test -S /tmp/.X11-unix/X77 || skip "$(tail -n 1 /tmp/log)"
DISPLAY=:77 /tmp/shm 50
