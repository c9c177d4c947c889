// Runs SQL in DuckDB, in one thread.
//   duckdb.mjs once FILE STATEMENT…   runs them and ends; says how long each took
//   duckdb.mjs serve FILE             answers each {"sql": …} that comes as a line with {"ms": …}, and "rows" if they are asked for
import { DuckDBInstance, version } from '@duckdb/node-api';
import { createInterface } from 'node:readline';

const [, , mode, file, ...statements] = process.argv;

// Until DuckDB has handed over all rows; making JavaScript's values of them is not its work.
async function run(connection, sql) {
  const start = performance.now();
  const processor = process.cpuUsage();
  const reader = await connection.runAndReadAll(sql);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(processor);
  return { ms, processor_ms: (user + system) / 1000, reader };
}

const instance = await DuckDBInstance.create(file, { threads: '1' });
const connection = await instance.connect();
await connection.run("SET TimeZone = 'UTC'");

if (mode === 'once') {
  const ms = [];
  for (const sql of statements) ms.push((await run(connection, sql)).ms);
  connection.closeSync();
  instance.closeSync();
  console.log(JSON.stringify({ ms }));
} else {
  console.log(JSON.stringify({ version: version() }));
  for await (const line of createInterface({ input: process.stdin })) {
    const { sql, rows } = JSON.parse(line);
    const { ms, processor_ms, reader } = await run(connection, sql);
    console.log(JSON.stringify(rows ? { ms, rows: reader.getRowsJson() } : { ms, processor_ms }));
  }
}
