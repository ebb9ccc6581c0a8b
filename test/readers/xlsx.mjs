// Reads the first sheet of a workbook, whose first row are names, and prints a digest of its rows.
//
// In the arguments: the file, and the types of its columns: int, text, bool or timestamp.
import { readFileSync } from 'node:fs';
import XLSX from 'xlsx';
import { digest, textOf } from './digest.mjs';

const [file, ...types] = process.argv.slice(2);
const book = XLSX.read(readFileSync(file));
const rows = XLSX.utils.sheet_to_json(book.Sheets[book.SheetNames[0]], { header: 1, raw: true, defval: null }).slice(1);
const daysTo1970 = 25569;
const wanted = { int: 'number', text: 'string', bool: 'boolean', timestamp: 'number' };
const cell = (value, type) => {
  if (value !== null && typeof value !== wanted[type]) throw new Error(`a cell of type ${type} is a ${typeof value}`);
  return textOf(value === null || type !== 'timestamp' ? value : Math.round((value - daysTo1970) * 86400) * 1e6);
};
console.log(JSON.stringify(digest(rows.map((row) => types.map((type, i) => cell(row[i] ?? null, type))))));
