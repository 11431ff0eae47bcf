import type { ExportRow } from './export-source.ts';

/** A part of a file: what comes first and last, and how a row is written behind so many. */
export interface FileText {
  readonly opening: string;
  readonly row: (row: ExportRow, rowsBefore: number) => string;
  readonly closing: (rows: number) => string;
}

/** A JSON array with a row on each line. */
export const jsonText: FileText = {
  opening: '[',
  row: (row, rowsBefore) => `${rowsBefore === 0 ? '\n' : ',\n'}${JSON.stringify(row)}`,
  closing: (rows) => (rows === 0 ? ']\n' : '\n]\n'),
};

/** RFC 4180 with a header, for rows that all have these columns. */
export function csvText(columns: readonly string[]): FileText {
  return {
    opening: `${columns.join(',')}\r\n`,
    row: (row) => `${columns.map((column) => cell(row[column])).join(',')}\r\n`,
    closing: () => '',
  };
}

/** Quoted where it must be. What a spreadsheet would take for a formula stands behind an apostrophe; numbers do not. */
function cell(value: unknown): string {
  const text = textOf(value);
  const harmless = /^[=+@\t\r]/.test(text) || (text.startsWith('-') && !/^-\d+$/.test(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** A value as a person reads it in a table. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
