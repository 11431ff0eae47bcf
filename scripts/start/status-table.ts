/** One line of the table: what runs, where it listens, and how much memory it holds. */
export type StatusRow = { name: string; address: string; residentBytes: number | null };

const mib = 1024 * 1024;

/** A table of what runs, with the total of the memory that is known. */
export function statusTable(rows: readonly StatusRow[]): string {
  const nameWidth = Math.max(...rows.map((row) => row.name.length), 'total'.length);
  const addressWidth = Math.max(...rows.map((row) => row.address.length));
  const line = (name: string, address: string, memory: string) =>
    `  ${name.padEnd(nameWidth)}  ${address.padEnd(addressWidth)}  ${memory.padStart(10)}`;
  const totalBytes = rows.reduce((sum, row) => sum + (row.residentBytes ?? 0), 0);
  return [
    line('', 'address', 'memory'),
    ...rows.map((row) => line(row.name, row.address, row.residentBytes === null ? '' : megabytes(row.residentBytes))),
    line('total', '', megabytes(totalBytes)),
  ].join('\n');
}

function megabytes(bytes: number): string {
  return `${(bytes / mib).toFixed(0)} MiB`;
}
