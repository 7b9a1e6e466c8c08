# packages: qemu-system-x86 python3
# QMP's getfd and add-fd.
python3 /tmp/programs/qemu-program.py
