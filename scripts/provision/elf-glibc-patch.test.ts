import fc from 'fast-check';
import { expect, test } from 'vitest';
import { syntheticElf } from '../testing/synthetic-elf.ts';
import { patchForOlderGlibc } from './elf-glibc-patch.ts';

const isoc23 = [
  { name: '__isoc23_strtol', version: 'GLIBC_2.38' },
  { name: '__isoc23_sscanf', version: 'GLIBC_2.38' },
];

test('symbols of 2.38 become their classic twins without a version, and the need for 2.38 becomes weak', () => {
  const elf = syntheticElf([
    { name: 'malloc', version: 'GLIBC_2.2.5' },
    ...isoc23,
    { name: 'uws_listen', version: null },
  ]);
  const patch = patchForOlderGlibc(elf.bytes);
  expect(patch).toMatchObject({ state: 'patched', symbols: ['__isoc23_strtol', '__isoc23_sscanf'] });
  if (patch.state !== 'patched') return;
  const after = elf.read(patch.bytes);
  expect(after.symbols).toEqual([
    { name: 'malloc', version: 'GLIBC_2.2.5' },
    { name: 'strtol', version: null },
    { name: 'sscanf', version: null },
    { name: 'uws_listen', version: null },
  ]);
  expect(after.weakVersions).toEqual(['GLIBC_2.38']);
});

test('nothing but the names, versions and the weak flag changes', () => {
  const elf = syntheticElf(isoc23);
  const patch = patchForOlderGlibc(elf.bytes);
  if (patch.state !== 'patched') throw new Error('not patched');
  const changed = [...patch.bytes.keys()].filter((index) => patch.bytes[index] !== elf.bytes[index]);
  // Per symbol one byte of the name's offset and one of the version index, and one byte of flags.
  expect(changed).toHaveLength(2 * isoc23.length + 1);
});

test('the input is left as it was', () => {
  const elf = syntheticElf(isoc23);
  const before = Uint8Array.from(elf.bytes);
  patchForOlderGlibc(elf.bytes);
  expect(elf.bytes).toEqual(before);
});

test('a patched file needs no second patch', () => {
  const patch = patchForOlderGlibc(syntheticElf(isoc23).bytes);
  if (patch.state !== 'patched') throw new Error('not patched');
  expect(patchForOlderGlibc(patch.bytes)).toEqual({ state: 'not-needed' });
});

test('a file that needs no 2.38 is left alone', () => {
  const elf = syntheticElf([{ name: 'malloc', version: 'GLIBC_2.2.5' }]);
  expect(patchForOlderGlibc(elf.bytes)).toEqual({ state: 'not-needed' });
});

test('a symbol of 2.38 that has no older twin is refused', () => {
  const elf = syntheticElf([...isoc23, { name: '__isoc23_strtoull', version: 'GLIBC_2.38' }]);
  expect(() => patchForOlderGlibc(elf.bytes)).toThrow(
    'the file needs __isoc23_strtoull of GLIBC_2.38, which has no older twin',
  );
});

test('what is no 64-bit little-endian ELF file is refused', () => {
  const bigEndian = Uint8Array.from(syntheticElf(isoc23).bytes);
  bigEndian[5] = 2;
  expect(() => patchForOlderGlibc(new TextEncoder().encode('#!/bin/sh\n'.repeat(20)))).toThrow('not an ELF file');
  expect(() => patchForOlderGlibc(new Uint8Array(0))).toThrow('not an ELF file');
  expect(() => patchForOlderGlibc(bigEndian)).toThrow('not a 64-bit little-endian ELF file');
});

test('a file cut short anywhere is refused, never patched', () => {
  const { bytes } = syntheticElf(isoc23);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), (length) => {
      expect(() => patchForOlderGlibc(bytes.subarray(0, length))).toThrow(/ELF file/);
    }),
  );
});
