# packages: haproxy
# A new process takes the listening sockets over from the one before.
# It is made for CPUs that have cmpxchg16b, which the guests' lacks.
[ "$(uname -m)" != x86_64 ] || grep -qw cx16 /proc/cpuinfo || skip 'the CPU has no cmpxchg16b (cx16)'
{
  echo 'global'
  echo '  stats socket /tmp/haproxy.sock mode 600 level admin expose-fd listeners'
  echo 'defaults'
  echo '  timeout client 1s'
  echo '  timeout connect 1s'
  echo '  timeout server 1s'
  echo 'frontend all'
  for port in {20100..20140}; do
    echo "  bind 127.0.0.1:$port"
  done
} >/tmp/haproxy.cfg
haproxy -q -f /tmp/haproxy.cfg -p /tmp/haproxy.pid -D
for number in {1..5}; do
  haproxy -q -f /tmp/haproxy.cfg -p /tmp/haproxy.pid -D -x /tmp/haproxy.sock -sf "$(cat /tmp/haproxy.pid)"
  pause 0.3
done
