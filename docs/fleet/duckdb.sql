-- The table fdtrail in DuckDB: a view of the JSON lines in the current directory, plain or gzip.

-- json
create or replace view fdtrail as
select distinct on (host, boot_id, seq) -- a line that was sent twice is here once
  type,
  cast(rtrim(time, 'Z') as timestamp) as time,
  host,
  boot_id,
  seq,
  tracer,
  action,
  reason,
  errno,
  pid,
  coalesce(process, comm) as process,
  exe,
  uid,
  coalesce(container_name, user_unit, unit) as service,
  container.id as container,
  container_name,
  image,
  unit,
  socket_path,
  fd,
  list_contains(fd_flags, 'FD_CLOEXEC') as cloexec,
  name,
  kind,
  flags[1] as access,
  endpoints,
  sender.pid as sender_pid,
  coalesce(sender.process, sender.comm) as sender_process,
  sender.uid as sender_uid,
  coalesce(sender.container_name, sender.user_unit, sender.unit) as sender_service,
  sender.container.id as sender_container,
  sender.container_name as sender_container_name,
  in_flight_ns,
  list_contains(crosses, 'container') as crosses_container,
  case type when 'lost' then count end as lost
from read_json('fdtrail.json*', format = 'newline_delimited', ignore_errors = true, columns = {
  type: 'varchar', time: 'varchar', host: 'varchar', boot_id: 'varchar', seq: 'bigint', tracer: 'varchar', action: 'varchar',
  reason: 'varchar', errno: 'varchar', pid: 'bigint', comm: 'varchar', process: 'varchar', exe: 'varchar', uid: 'bigint',
  container: 'struct(id varchar)', container_name: 'varchar', image: 'varchar', unit: 'varchar', user_unit: 'varchar',
  socket_path: 'varchar', fd: 'bigint', fd_flags: 'varchar[]', name: 'varchar', kind: 'varchar', flags: 'varchar[]',
  endpoints: 'varchar', in_flight_ns: 'bigint', crosses: 'varchar[]', count: 'bigint',
  sender: 'struct(pid bigint, comm varchar, process varchar, uid bigint, container struct(id varchar), container_name varchar,
    unit varchar, user_unit varchar)'
})
where seq is not null; -- a line that is no JSON, such as the last one of a tracer that was killed

-- parquet
copy fdtrail to 'fdtrail.parquet' (compression zstd);
create or replace view fdtrail as select * from 'fdtrail.parquet';
