-- The table fdtrail in PostgreSQL. Copy the lines of fdtrail -o json into fdtrail_lines, then select fdtrail_load().

create table fdtrail (
  type text not null,
  time timestamptz not null,
  host text not null,
  boot_id uuid not null,
  seq bigint not null,
  tracer text,
  action text,
  reason text,
  errno text,
  pid bigint,
  process text,
  exe text,
  uid bigint,
  service text,
  container text,
  container_name text,
  image text,
  unit text,
  socket_path text,
  fd bigint,
  cloexec boolean,
  name text,
  kind text,
  access text,
  endpoints text,
  sender_pid bigint,
  sender_process text,
  sender_uid bigint,
  sender_service text,
  sender_container text,
  sender_container_name text,
  in_flight_ns bigint,
  crosses_container boolean,
  lost bigint,
  -- a line that was sent twice is stored once
  primary key (host, boot_id, seq)
);

-- Lines come in the order of time.
create index fdtrail_time on fdtrail using brin (time);

-- What is in here is not in the log of the database: after a crash it must be copied again.
create unlogged table fdtrail_lines (line text not null);

-- null if it is no JSON, such as the last line of a tracer that was killed. jsonb has no NUL, abstract addresses of sockets may.
create function fdtrail_json(line text) returns jsonb language plpgsql immutable as $$
begin
  return replace(line, '\u0000', '\ufffd')::jsonb;
exception
  when others then
    return null;
end
$$;

-- Moves the lines into the table, and returns how many were new.
create function fdtrail_load() returns bigint language sql as $$
with moved as (
  delete from fdtrail_lines returning line
), parsed as materialized (
  select fdtrail_json(line) as line from moved
), stored as (
  insert into fdtrail
  select
    line ->> 'type',
    (line ->> 'time')::timestamptz,
    line ->> 'host',
    (line ->> 'boot_id')::uuid,
    (line ->> 'seq')::bigint,
    line ->> 'tracer',
    line ->> 'action',
    line ->> 'reason',
    line ->> 'errno',
    (line ->> 'pid')::bigint,
    coalesce(line ->> 'process', line ->> 'comm'),
    line ->> 'exe',
    (line ->> 'uid')::bigint,
    coalesce(line ->> 'container_name', line ->> 'user_unit', line ->> 'unit'),
    line -> 'container' ->> 'id',
    line ->> 'container_name',
    line ->> 'image',
    line ->> 'unit',
    line ->> 'socket_path',
    (line ->> 'fd')::bigint,
    line -> 'fd_flags' ? 'FD_CLOEXEC',
    line ->> 'name',
    line ->> 'kind',
    line -> 'flags' ->> 0,
    line ->> 'endpoints',
    (line -> 'sender' ->> 'pid')::bigint,
    coalesce(line -> 'sender' ->> 'process', line -> 'sender' ->> 'comm'),
    (line -> 'sender' ->> 'uid')::bigint,
    coalesce(line -> 'sender' ->> 'container_name', line -> 'sender' ->> 'user_unit', line -> 'sender' ->> 'unit'),
    line -> 'sender' -> 'container' ->> 'id',
    line -> 'sender' ->> 'container_name',
    (line ->> 'in_flight_ns')::bigint,
    line -> 'crosses' ? 'container',
    case line ->> 'type' when 'lost' then (line ->> 'count')::bigint end
  from parsed
  where line is not null
  on conflict do nothing
  returning 1
)
select count(*) from stored
$$;
