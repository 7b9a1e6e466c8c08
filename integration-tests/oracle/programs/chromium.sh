# packages: chromium
# The browser and its processes pass each other sockets and memory, each with dozens of threads.
for number in 1 2; do
  timeout $((50 * slower)) chromium --headless --no-sandbox --disable-gpu --no-first-run --user-data-dir=/tmp/profile --virtual-time-budget=2000 \
    --screenshot=/tmp/shot.png 'data:text/html,<h1>oracle</h1><canvas id=c></canvas><script>c.getContext("2d").fillText("x",9,9)</script>' \
    >/dev/null 2>/tmp/log || true
done
test -s /tmp/shot.png || skip "$(tail -n 1 /tmp/log)"
