# 20 000 messages to a receiver that spins on another CPU.
fields=action,pid,tid,comm,uid,message,index,count,fd,kind,dev,inode,file_id,sender,in_flight_ns
fdtrail -o json --fields $fields --backend "$1" -- sh -c 'exec passfd spin 20000 >result' >events 2>errors
