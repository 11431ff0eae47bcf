import { expect, test } from 'vitest';
import { statusTable } from './status-table.ts';

const mib = 1024 * 1024;

test('columns line up, and unknown memory stays empty', () => {
  const table = statusTable([
    { name: 'edge', address: 'http://localhost:8787', residentBytes: 460.4 * mib },
    { name: 'mongod', address: 'mongodb://127.0.0.1:27391', residentBytes: null },
  ]);
  expect(table.split('\n')).toEqual([
    '          address                        memory',
    '  edge    http://localhost:8787         460 MiB',
    '  mongod  mongodb://127.0.0.1:27391            ',
    '  total                                 460 MiB',
  ]);
});
