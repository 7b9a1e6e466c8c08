# What waits in queues, reported by an iterator if the kernel has one. The backend does not matter.
passfd queued truth 100 10 fdtrail inflight -o json >reported
