# packages: tmux
# Each command sends its terminal, input and output to the server.
tmux -L oracle -f /dev/null new-session -d -s first
for number in {1..20}; do
  tmux -L oracle new-window -d "sleep 1000"
  tmux -L oracle list-windows >/dev/null
done
script -qc 'tmux -L oracle attach' /dev/null </dev/null >/dev/null 2>&1 &
pause 1
tmux -L oracle kill-server
