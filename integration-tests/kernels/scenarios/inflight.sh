# What waits in queues, told by an iterator where the kernel has one. The backend does not matter.
uname -r >release
passfd queued truth 100 10 fdtrail inflight -o json >told
