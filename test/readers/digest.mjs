// A digest of rows whose cells are texts or null, whatever their order: what readers_test.go computes of the rows it expects.
import { createHash } from 'node:crypto';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

export const digest = (rows) => ({
  rows: rows.length,
  digest: sha256(rows.map((row) => sha256(row.map((cell) => cell ?? '\u2400').join('\x1f'))).sort().join('\n')),
});

// textOf is a cell as a text: of a time, the microseconds since 1970, which the reader has as an integer.
export const textOf = (cell) => (cell === null || cell === undefined ? null : String(cell));
