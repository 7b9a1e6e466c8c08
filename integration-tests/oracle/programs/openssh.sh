# packages: openssh-server openssh-client
# Each session through a master connection sends it its input, output and errors.
mkdir -p /run/sshd
ssh-keygen -q -t ed25519 -N '' -f /tmp/host
ssh-keygen -q -t ed25519 -N '' -f /tmp/key
chmod 700 /tmp
cp /tmp/key.pub /tmp/authorized
/usr/sbin/sshd -D -p 20022 -h /tmp/host -o ListenAddress=127.0.0.1 -o PidFile=none -o AuthorizedKeysFile=/tmp/authorized \
  -o StrictModes=no -o UsePAM=no &
client=(ssh -p 20022 -i /tmp/key -S /tmp/control -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null root@127.0.0.1)
"${client[@]}" -o ControlMaster=yes -N 2>/dev/null &
await test -S /tmp/control
for number in {1..20}; do
  "${client[@]}" -o ControlMaster=no true
done
for number in {1..8}; do
  "${client[@]}" -o ControlMaster=no sleep 0.1 &
  sessions+=($!)
done
wait "${sessions[@]}"
"${client[@]}" -O exit 2>/dev/null
