# packages: python3
# Sockets and pipes are passed between processes, with the fork server too, which is sent three numbers for each process.
python3 /tmp/programs/multiprocessing-program.py >/dev/null
