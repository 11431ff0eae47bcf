import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Licences that ask for no more than their notice: anything of ours may depend on them. */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);

/** Packages under another licence, each with the reason why it may stay. The names are prefixes. */
const exceptions: readonly { readonly prefix: string; readonly licence: string; readonly reason: string }[] = [
  {
    prefix: '@img/sharp',
    licence: 'LGPL-3.0-or-later',
    reason: 'libvips, a shared library beside sharp: loaded at run time, unchanged, free to be replaced',
  },
  {
    prefix: 'pako',
    licence: 'Zlib',
    reason: 'its code from zlib, beside MIT: asks that changes be marked, we make none',
  },
  { prefix: 'lightningcss', licence: 'MPL-2.0', reason: 'inside the app’s bundler: build time only, unchanged' },
  { prefix: 'axe-core', licence: 'MPL-2.0', reason: 'looks at pages in end-to-end tests: never shipped, unchanged' },
  { prefix: 'caniuse-lite', licence: 'CC-BY-4.0', reason: 'data for the app’s bundler: build time only' },
  {
    prefix: 'xmlhttprequest-ssl',
    licence: '(none stated)',
    reason: 'MIT by its LICENSE file; inside a peer of the bench',
  },
];

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ license: z.string().optional(), link: z.boolean().optional(), version: z.string().optional() }),
  ),
});

export interface LockedPackage {
  readonly name: string;
  readonly licence: string;
}

/** Every foreign package that the lock file names. */
export function lockedPackages(root: string): LockedPackage[] {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  return Object.entries(packages).flatMap(([path, entry]) => {
    const at = path.lastIndexOf('node_modules/');
    if (at < 0 || entry.link === true) return [];
    return [{ name: path.slice(at + 'node_modules/'.length), licence: entry.license ?? '(none stated)' }];
  });
}

/** One line for each package whose licence nobody agreed to. */
export function licenceProblems(packages: readonly LockedPackage[]): string[] {
  const problems = packages
    .filter(({ name, licence }) => !allowed(licence, name))
    .map(
      ({ name, licence }) => `${name}: ${licence} is not a licence the policy allows (docs/security/supply-chain.md)`,
    );
  return [...new Set(problems)].sort();
}

/** Exceptions that nothing needs any more: a list that only grows is not a policy. */
export function unusedExceptions(packages: readonly LockedPackage[]): string[] {
  return exceptions
    .filter(({ prefix }) => !packages.some(({ name }) => name.startsWith(prefix)))
    .map(({ prefix }) => `${prefix}: the exception is not needed any more`);
}

/** An SPDX expression holds when one side of OR, or both of AND, may be used by this package. */
function allowed(expression: string, name: string): boolean {
  const text = unwrapped(expression.trim());
  const either = splitOutside(text, ' OR ');
  if (either.length > 1) return either.some((part) => allowed(part, name));
  const both = splitOutside(text, ' AND ');
  if (both.length > 1) return both.every((part) => allowed(part, name));
  return permissive.has(text) || exceptions.some(({ prefix, licence }) => licence === text && name.startsWith(prefix));
}

/** Without brackets around the whole. `(none stated)` is a word of ours, not an expression. */
function unwrapped(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')') || text === '(none stated)') return text;
  return depthAt(text, text.length - 1) === 1 && firstClose(text) === text.length - 1 ? text.slice(1, -1) : text;
}

function splitOutside(text: string, word: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (depthAt(text, at) > 0) continue;
    parts.push(text.slice(from, at));
    from = at + word.length;
  }
  return [...parts, text.slice(from)];
}

function depthAt(text: string, end: number): number {
  const before = text.slice(0, end);
  return before.split('(').length - before.split(')').length;
}

function firstClose(text: string): number {
  for (let at = 1; at < text.length; at += 1) if (text[at] === ')' && depthAt(text, at) === 1) return at;
  return -1;
}
