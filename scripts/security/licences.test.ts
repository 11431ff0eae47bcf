import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../paths.ts';
import { licenceProblems, lockedPackages, unusedExceptions } from './licences.ts';

const problemsOf = (licence: string, name = 'some-package'): string[] => licenceProblems([{ name, licence }]);

describe('licences', () => {
  it.each([
    'MIT',
    'MIT OR GPL-3.0',
    '(MIT OR GPL-3.0)',
    'MIT AND Apache-2.0',
    '(BSD-3-Clause OR GPL-2.0)',
    '(MIT AND (ISC OR GPL-2.0))',
  ])('%s may be used', (licence) => {
    expect(problemsOf(licence)).toEqual([]);
  });

  it.each([
    'GPL-3.0',
    'AGPL-3.0-only',
    'MIT AND GPL-3.0',
    '(MIT OR ISC) AND SSPL-1.0',
    '(none stated)',
    'UNLICENSED',
    '',
  ])('%s may not', (licence) => {
    expect(problemsOf(licence)).toHaveLength(1);
  });

  it('keeps an exception to the package it was made for', () => {
    expect(problemsOf('LGPL-3.0-or-later', '@img/sharp-libvips-linux-x64')).toEqual([]);
    expect(problemsOf('LGPL-3.0-or-later', 'left-pad')).toHaveLength(1);
  });

  it('finds every package of the lock file under an allowed licence, and no exception too many', () => {
    const packages = lockedPackages(repositoryRoot);
    expect(packages.length).toBeGreaterThan(100);
    expect(licenceProblems(packages)).toEqual([]);
    expect(unusedExceptions(packages)).toEqual([]);
  });
});
