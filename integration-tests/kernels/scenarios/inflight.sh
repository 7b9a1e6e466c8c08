# What waits in queues, told by an iterator where the kernel has one. The backend does not matter.
passfd queued truth 100 10 fdtrail inflight -o json >told
