# packages: nginx-light
# The master sends each worker the other workers' channels, and again for those that a reload starts.
cat >/tmp/nginx.conf <<'CONFIGURATION'
worker_processes 4;
pid /tmp/nginx.pid;
error_log /tmp/nginx.log;
events { }
http {
  access_log off;
  server { listen 127.0.0.1:20080; return 200; }
}
CONFIGURATION
nginx -c /tmp/nginx.conf -g 'daemon off;' &
await test -s /tmp/nginx.pid
pause 1
for number in {1..5}; do
  nginx -c /tmp/nginx.conf -s reload
  pause 0.7
done
nginx -c /tmp/nginx.conf -s quit
wait
