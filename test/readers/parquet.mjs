// Reads Parquet files with several engines, and prints a digest of the rows of each table.
//
// On standard input: [{name, glob, files, columns: [{name, type}]}], the types being int, text, bool and timestamp; in the
// arguments: the engines.
import { digest, textOf } from './digest.mjs';

const quoted = (name) => `"${name}"`;
const literal = (text) => `'${text.replaceAll("'", "''")}'`;

const engines = {
  async duckdb() {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    return async ({ glob, columns }) => {
      const cells = columns.map(({ name, type }) => `cast(${type === 'timestamp' ? `epoch_us(${quoted(name)})` : quoted(name)} as varchar)`);
      const sql = `select ${cells} from read_parquet(${literal(glob)}, hive_partitioning = true)`;
      return (await connection.runAndReadAll(sql)).getRows();
    };
  },

  async clickhouse() {
    const { default: chdb } = await import('chdb');
    return async ({ glob, columns }) => {
      const cells = columns.map(({ name, type }) => `toString(${type === 'timestamp' ? `toUnixTimestamp64Micro(${quoted(name)})` : quoted(name)})`);
      const sql = `select ${cells} from file(${literal(glob)}, Parquet) settings use_hive_partitioning = 1`;
      return chdb.query(sql, 'JSONCompactEachRow').toString().split('\n').filter(Boolean).map((line) => JSON.parse(line));
    };
  },

  async polars() {
    const { default: pl } = await import('nodejs-polars');
    return async ({ glob, columns }) => {
      const cells = columns.map(({ name, type }) => (type === 'timestamp' ? pl.col(name).cast(pl.Int64) : pl.col(name)).cast(pl.Utf8));
      return pl.scanParquet(glob, { hivePartitioning: true }).select(...cells).collectSync().rows();
    };
  },

  async hyparquet() {
    const { parquetReadObjects } = await import('hyparquet');
    const { asyncBufferFromFile } = await import('hyparquet/src/node.js');
    const { DEFAULT_PARSERS } = await import('hyparquet/src/convert.js');
    const parsers = { ...DEFAULT_PARSERS, timestampFromMicroseconds: (micros) => micros }; // a Date has milliseconds
    return async ({ files, columns }) => {
      const rows = [];
      for (const name of files) {
        const file = await asyncBufferFromFile(name);
        for (const row of await parquetReadObjects({ file, parsers })) {
          rows.push(columns.map((column) => textOf(row[column.name])));
        }
      }
      return rows;
    };
  },
};

let input = '';
for await (const chunk of process.stdin) input += chunk;
const found = {};
for (const name of process.argv.slice(2)) {
  const read = await engines[name]();
  found[name] = {};
  for (const table of JSON.parse(input)) found[name][table.name] = digest(await read(table));
}
console.log(JSON.stringify(found));
process.exit(0); // an engine may have threads of its own
