-- The tables of the replica, as they are now.
create table energy_consumption (
  time timestamptz not null,
  device_serial text,
  meter_type text,
  wifi_rssi smallint,
  active_power_total int,
  active_power_l1 int,
  active_power_l2 int,
  active_power_l3 int,
  active_production_total int,
  active_energy_total int,
  active_energy_production int,
  voltage_l1 smallint,
  voltage_l2 smallint,
  voltage_l3 smallint,
  current_l1 int,
  current_l2 int,
  current_l3 int,
  power_factor smallint
);
create index energy_consumption_time_idx on energy_consumption (time desc);

create table heatpump_status (
  time timestamptz not null,
  device_id text,
  outdoor_temp smallint,
  supplyline_temp smallint,
  returnline_temp smallint,
  hotwater_temp smallint,
  brine_out_temp smallint,
  brine_in_temp smallint,
  flowlinepump_speed smallint,
  runtime_compressor int,
  runtime_hotwater int,
  runtime_3kw int,
  runtime_6kw int,
  indoor_temp smallint,
  brinepump_on bool,
  compressor_on bool,
  flowlinepump_on bool,
  hotwater_production bool,
  aux_heater_3kw_on bool,
  aux_heater_6kw_on bool,
  integral smallint
);
create index heatpump_status_time_idx on heatpump_status (time desc);

create table temperature_sensors (
  time timestamptz not null,
  device_id text,
  mac_address text,
  location text,
  temperature_c float8,
  temperature_f float8,
  humidity float8,
  wifi_rssi float8,
  battery_voltage float8,
  battery_percent float8,
  external_power float8,
  uptime float8,
  ram_free float8,
  wind_speed_ms float8,
  pressure_hpa float8
);
create index temperature_sensors_time_idx on temperature_sensors (time desc);

create table spot_prices (
  time timestamptz not null,
  delivery_area text not null,
  currency text not null,
  price_per_mwh float8 not null,
  price_per_kwh float8 not null,
  source_updated_at timestamptz,
  fetched_at timestamptz
);
create index spot_prices_time_idx on spot_prices (time desc);
