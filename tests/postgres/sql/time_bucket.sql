-- What a replica with TimescaleDB has besides the tables, for plain PostgreSQL. Aggregates are as old as the last
-- `select refresh_aggregates()`, which stands for TimescaleDB's hourly refresh.

-- As in TimescaleDB, buckets are counted from Monday, 2000-01-03 00:00 UTC: hours and days begin where those that are
-- counted from 2000-01-01 do.
create function time_bucket(width interval, at timestamptz) returns timestamptz
  language sql immutable parallel safe strict
  return date_bin(width, at, timestamptz '2000-01-03 00:00:00+00');

create function time_bucket(width interval, at timestamptz, origin timestamptz) returns timestamptz
  language sql immutable parallel safe strict
  return date_bin(width, at, origin);

create view energy as
select time as ts,
       active_energy_total as consumption_total_w,
       active_power_total as consumption_total_actual_w,
       active_power_l1 as consumption_l1_actual_w,
       active_power_l2 as consumption_l2_actual_w,
       active_power_l3 as consumption_l3_actual_w
from energy_consumption;

-- An hour's energy is its last minus its first reading; what was used between hours is in none.
create materialized view energy_hourly as
select hour_start,
       hour_start + interval '1 hour' as hour_end,
       (last_wh - first_wh) / 1000.0::float8 as total_energy_kwh,
       avg_power_l1_kw, avg_power_l2_kw, avg_power_l3_kw, avg_power_total_kw,
       measurement_count
from (
  select time_bucket('1 hour', time) as hour_start,
         (array_agg(active_energy_total order by time) filter (where active_energy_total is not null))[1] as first_wh,
         (array_agg(active_energy_total order by time desc) filter (where active_energy_total is not null))[1] as last_wh,
         avg(active_power_l1)::float8 / 1000 as avg_power_l1_kw,
         avg(active_power_l2)::float8 / 1000 as avg_power_l2_kw,
         avg(active_power_l3)::float8 / 1000 as avg_power_l3_kw,
         avg(active_power_total)::float8 / 1000 as avg_power_total_kw,
         count(*) as measurement_count
  from energy_consumption
  group by 1
) hours;

create materialized view energy_daily_summary as
select day_start,
       day_start + interval '1 day' as day_end,
       last_wh - first_wh as energy_consumption_w,
       measurement_count
from (
  select time_bucket('1 day', time) as day_start,
         (array_agg(active_energy_total order by time) filter (where active_energy_total is not null))[1] as first_wh,
         (array_agg(active_energy_total order by time desc) filter (where active_energy_total is not null))[1] as last_wh,
         count(*) as measurement_count
  from energy_consumption
  group by 1
) days;

create view energy_monthly_summary as
select month as month_start,
       (month at time zone 'UTC' + interval '1 month') at time zone 'UTC' as month_end,
       energy_consumption_w,
       measurement_count
from (
  select date_trunc('month', day_start, 'UTC') as month,
         sum(energy_consumption_w)::bigint as energy_consumption_w,
         sum(measurement_count)::bigint as measurement_count
  from energy_daily_summary
  group by 1
) months;

create view energy_yearly_summary as
select year as year_start,
       (year at time zone 'UTC' + interval '1 year') at time zone 'UTC' as year_end,
       energy_consumption_w,
       measurement_count
from (
  select date_trunc('year', day_start, 'UTC') as year,
         sum(energy_consumption_w)::bigint as energy_consumption_w,
         sum(measurement_count)::bigint as measurement_count
  from energy_daily_summary
  group by 1
) years;

create function refresh_aggregates() returns void language plpgsql as $$
begin
  refresh materialized view energy_hourly;
  refresh materialized view energy_daily_summary;
end
$$;
