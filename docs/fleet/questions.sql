-- Twenty questions to the table fdtrail, which postgresql.sql and duckdb.sql make. Both engines run them as they are.
-- "Now" is the time of the last line.

-- drops_by_service: Which service drops most, and why?
select service, reason, count(*) as drops, count(distinct host) as hosts
from fdtrail
where action = 'DROP'
group by service, reason
order by drops desc, service, reason
limit 20;

-- drops_where: On which hosts does the worst one drop?
select host, service, reason, count(*) as drops
from fdtrail
where action = 'DROP'
  and service = (
    select service
    from fdtrail
    where action = 'DROP' and service is not null
    group by service
    order by count(*) desc, service
    limit 1
  )
group by host, service, reason
order by drops desc, host, reason
limit 20;

-- at_the_limit: Which processes drop because they have no numbers left?
select service, process, count(distinct host) as hosts, count(*) as drops
from fdtrail
where action = 'DROP' and reason = 'emfile'
group by service, process
order by drops desc, service, process
limit 20;

-- refused: Whose sends does the kernel refuse, and why?
select process, errno, socket_path, count(*) as refused, count(distinct host) as hosts
from fdtrail
where action = 'FAIL'
group by process, errno, socket_path
order by refused desc, process, errno, socket_path
limit 20;

-- leaking_builds: Which build of a service leaks?
-- The kernel gives the lowest free number. If a process uses as many numbers as it receives descriptors, it closes none.
select image, count(*) as processes, sum(received) as received, cast(floor(100 * sum(numbers) / sum(received)) as bigint) as percent_kept
from (
  select image, host, boot_id, pid, count(*) as received, max(fd) - min(fd) + 1 as numbers
  from fdtrail
  where action = 'RECV' and image is not null
  group by image, host, boot_id, pid
) as processes
where received >= 8
group by image
order by percent_kept desc, image
limit 20;

-- new_pairs: Which pairs appeared since yesterday?
select sender_process, process, min(time) as since, count(*) as received, count(distinct host) as hosts
from fdtrail
where action = 'RECV'
group by sender_process, process
having min(time) > (select max(time) from fdtrail) - interval '1 day'
order by since, sender_process, process
limit 20;

-- one_host: Which pairs are on one host only?
select min(host) as host, sender_process, process, count(*) as received
from fdtrail
where action = 'RECV'
group by sender_process, process
having count(distinct host) = 1
order by received desc, host, sender_process, process
limit 20;

-- busiest_pairs: Who passes most to whom?
select sender_process, process, kind, count(*) as received, count(distinct host) as hosts
from fdtrail
where action = 'RECV'
group by sender_process, process, kind
order by received desc, sender_process, process, kind
limit 20;

-- busiest_hosts: Which hosts write most lines?
select host, count(*) as lines
from fdtrail
group by host
order by lines desc, host
limit 20;

-- slow_pairs: Between whom do descriptors wait longest? In nanoseconds.
select sender_process, process, count(*) as received,
  percentile_disc(0.5) within group (order by in_flight_ns) as p50,
  percentile_disc(0.99) within group (order by in_flight_ns) as p99
from fdtrail
where action = 'RECV' and in_flight_ns is not null
group by sender_process, process
order by p99 desc, sender_process, process
limit 20;

-- crossing_containers: Who crosses the borders of containers?
select coalesce(sender_container_name, 'host') as sent_from, coalesce(container_name, 'host') as received_in, kind,
  count(*) as received, count(distinct host) as hosts
from fdtrail
where action = 'RECV' and crosses_container
group by coalesce(sender_container_name, 'host'), coalesce(container_name, 'host'), kind
order by received desc, sent_from, received_in, kind
limit 20;

-- crossing_to_root: Which processes of root take descriptors from other users?
select sender_process, process, kind, count(distinct sender_uid) as users, count(*) as received
from fdtrail
where action = 'RECV' and uid = 0 and sender_uid <> 0
group by sender_process, process, kind
order by received desc, sender_process, process, kind
limit 20;

-- writable_across: Which files that others can write to cross the borders of containers?
select sender_container_name, container_name, name, count(*) as received
from fdtrail
where action = 'RECV' and crosses_container and kind = 'reg' and access <> 'O_RDONLY'
group by sender_container_name, container_name, name
order by received desc, sender_container_name, container_name, name
limit 20;

-- inheritable: Which services receive descriptors without FD_CLOEXEC?
select service, process, kind, count(*) as received
from fdtrail
where action = 'RECV' and not cloexec
group by service, process, kind
order by received desc, service, process, kind
limit 20;

-- grabbed: Who takes descriptors out of other processes?
select process, exe, sender_process, count(*) as taken, min(host) as first_host, count(distinct host) as hosts
from fdtrail
where action = 'GRAB'
group by process, exe, sender_process
order by taken desc, process, exe, sender_process
limit 20;

-- network_sockets: Who hands connections and listening sockets to whom?
select sender_process, process, kind, endpoints, count(*) as received, count(distinct host) as hosts
from fdtrail
where action = 'RECV' and kind in ('sock:tcp', 'sock:udp')
group by sender_process, process, kind, endpoints
order by received desc, sender_process, process, kind, endpoints
limit 20;

-- lost: What could the tracers not report, and why?
select reason, sum(lost) as lost, count(distinct host) as hosts
from fdtrail
where type = 'lost'
group by reason
order by lost desc, reason
limit 20;

-- missing_lines: Of which hosts are lines missing here?
-- A trace ends with a summary, and the next one has higher numbers. One that was killed has no summary, and looks like a gap.
select host, sum(missing) as missing, count(*) as gaps
from (
  select host, seq - lag(seq) over line - 1 as missing, lag(type) over line as type_before
  from fdtrail
  window line as (partition by host, boot_id order by seq)
) as steps
where missing > 0 and type_before <> 'summary'
group by host
order by missing desc, host
limit 20;

-- silent_hosts: Which hosts have sent nothing for an hour?
select host, max(time) as last_line
from fdtrail
group by host
having max(time) < (select max(time) from fdtrail) - interval '1 hour'
order by last_line, host
limit 20;

-- tracers: Which versions of the tracer run, and where?
select tracer, count(distinct host) as hosts, min(host) as first_host, max(time) as last_line
from fdtrail
group by tracer
order by hosts desc, tracer
limit 20;
