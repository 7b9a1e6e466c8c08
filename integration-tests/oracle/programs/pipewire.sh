# packages: pipewire pipewire-bin wireplumber dbus-daemon
# The server sends its clients memory and the events that wake them.
export XDG_RUNTIME_DIR=/tmp DBUS_SESSION_BUS_ADDRESS=unix:path=/tmp/bus
dbus-daemon --session --nofork --nopidfile --address="$DBUS_SESSION_BUS_ADDRESS" &
await test -S /tmp/bus
pipewire >/tmp/log 2>&1 &
await test -S /tmp/pipewire-0 || skip "$(tail -n 1 /tmp/log)"
wireplumber >/dev/null 2>&1 &
pw-cli create-node adapter '{ factory.name=support.null-audio-sink node.name=null media.class=Audio/Sink object.linger=true }' >/dev/null
pause 2
head -c 1000000 /dev/zero >/tmp/silence
for number in {1..3}; do
  timeout $((3 * slower)) pw-cat --playback --raw --rate 48000 /tmp/silence >/dev/null 2>&1 &
  timeout $((3 * slower)) pw-cat --record --raw "/tmp/recorded-$number" >/dev/null 2>&1 &
done
pause 4
