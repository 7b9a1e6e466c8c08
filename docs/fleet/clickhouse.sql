-- The table fdtrail in ClickHouse, fed with the lines of fdtrail -o json (JSONEachRow). It was not run. In questions.sql, read
-- from fdtrail final, write quantileExact(0.99)(in_flight_ns) for percentile_disc, and lagInFrame for lag.

create table fdtrail (
  type LowCardinality(String),
  time DateTime64(9, 'UTC') codec(Delta, ZSTD),
  host LowCardinality(String),
  boot_id UUID,
  seq UInt64 codec(Delta, ZSTD),
  tracer LowCardinality(String),
  action LowCardinality(Nullable(String)),
  reason LowCardinality(Nullable(String)),
  errno LowCardinality(Nullable(String)),
  pid Nullable(UInt32),
  process LowCardinality(Nullable(String)),
  exe LowCardinality(Nullable(String)),
  uid Nullable(UInt32),
  service LowCardinality(Nullable(String)),
  container Nullable(String),
  container_name LowCardinality(Nullable(String)),
  image LowCardinality(Nullable(String)),
  unit LowCardinality(Nullable(String)),
  socket_path Nullable(String),
  fd Nullable(UInt32),
  cloexec Nullable(Bool),
  name Nullable(String),
  kind LowCardinality(Nullable(String)),
  access LowCardinality(Nullable(String)),
  endpoints Nullable(String),
  sender_pid Nullable(UInt32),
  sender_process LowCardinality(Nullable(String)),
  sender_uid Nullable(UInt32),
  sender_service LowCardinality(Nullable(String)),
  sender_container Nullable(String),
  sender_container_name LowCardinality(Nullable(String)),
  in_flight_ns Nullable(UInt64),
  crosses_container Nullable(Bool),
  lost Nullable(UInt64)
)
engine = ReplacingMergeTree -- a line that was sent twice is stored once
partition by toDate(time)
order by (host, boot_id, seq)
ttl toDateTime(time) + interval 30 day;
