# packages: runc python3 busybox-static
# A container's init sends its terminal over the console socket.
mkdir -p /tmp/bundle/rootfs/bin /tmp/bundle/rootfs/proc /tmp/bundle/rootfs/dev
cp /bin/busybox /tmp/bundle/rootfs/bin/sh
cd /tmp/bundle || exit
runc spec
python3 - <<'PROGRAM'
import json
with open("config.json") as file:
    configuration = json.load(file)
configuration["process"]["terminal"] = True
configuration["process"]["args"] = ["sh", "-c", "true"]
configuration["mounts"] = [mount for mount in configuration["mounts"] if mount["type"] not in ("cgroup", "sysfs")]
configuration["linux"]["namespaces"] = [space for space in configuration["linux"]["namespaces"] if space["type"] != "cgroup"]
configuration["linux"].pop("resources", None)
with open("config.json", "w") as file:
    json.dump(configuration, file)
PROGRAM
python3 /tmp/programs/runc-program.py /tmp/console &
await test -S /tmp/console
for number in 1 2 3; do
  # On a root without a disk there is nothing to pivot from.
  runc --root /tmp/state create --no-pivot --console-socket /tmp/console "oracle$number" </dev/null >/dev/null 2>/tmp/log ||
    skip "$(tail -n 1 /tmp/log)"
  runc --root /tmp/state start "oracle$number"
  pause 0.5
  runc --root /tmp/state delete --force "oracle$number"
done
