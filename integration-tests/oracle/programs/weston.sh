# packages: weston
# The compositor sends its clients the keyboard's map, they send it the memory of their windows.
export XDG_RUNTIME_DIR=/tmp
weston --backend=headless --renderer=pixman --socket=oracle --idle-time=0 >/dev/null 2>/tmp/log &
await test -S /tmp/oracle || skip "$(tail -n 1 /tmp/log)"
export WAYLAND_DISPLAY=oracle
for client in weston-flower weston-simple-shm weston-smoke weston-eventdemo; do
  ! command -v "$client" >/dev/null || timeout $((3 * slower)) "$client" >/dev/null 2>&1 &
done
pause 4
