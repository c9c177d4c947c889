-- What older deployments have instead of schema.sql: power and current are smallint, and the heat pump has no integral.
alter table energy_consumption
  alter active_power_total type smallint,
  alter active_power_l1 type smallint,
  alter active_power_l2 type smallint,
  alter active_power_l3 type smallint,
  alter active_production_total type smallint,
  alter current_l1 type smallint,
  alter current_l2 type smallint,
  alter current_l3 type smallint;
alter table heatpump_status drop column integral;
