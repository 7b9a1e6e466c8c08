# packages: dbus-daemon python3-dbus python3-gi
# The bus passes on what its clients send each other, in calls and in answers.
export DBUS_SESSION_BUS_ADDRESS=unix:path=/tmp/bus
dbus-daemon --session --nofork --nopidfile --address="$DBUS_SESSION_BUS_ADDRESS" &
await test -S /tmp/bus
python3 /tmp/programs/dbus-program.py serve &
python3 /tmp/programs/dbus-program.py call
