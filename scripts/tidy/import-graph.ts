import { dirname, join, normalize } from 'node:path/posix';
import { blankText } from './blank-text.ts';

/** One import: where it leads (a file of the repository, or a package), and whether only types come of it. */
export type Import = { specifier: string; line: number; typeOnly: boolean; target: string | null };

/** Every source file, relative to the repository, with its imports. */
export type ImportGraph = ReadonlyMap<string, readonly Import[]>;

const importPattern =
  /\b(?:import|export)\b(?<clause>[^;'"()]*?)\bfrom\s*['"](?<from>[^'"\n]+)['"]|\bimport\s*['"](?<bare>[^'"\n]+)['"]|\bimport\(\s*['"](?<dynamic>[^'"\n]+)['"]\s*\)|\bnew URL\(\s*['"](?<url>\.[^'"\n]+)['"]\s*,\s*import\.meta\.url/g;

/** Suffixes that a specifier may leave out: the app's bundler resolves them, and one file per platform. */
const suffixes = [
  '',
  '.ts',
  '.tsx',
  '.mjs',
  '.js',
  '.web.ts',
  '.web.tsx',
  '.native.ts',
  '.native.tsx',
  '/index.ts',
  '/index.tsx',
];

/** Reads the imports of all files; `files` maps a path relative to the repository to its text. */
export function readImportGraph(files: ReadonlyMap<string, string>): ImportGraph {
  const paths = new Set(files.keys());
  return new Map([...files].map(([file, source]) => [file, readImports(file, source, paths)]));
}

function readImports(file: string, source: string, paths: ReadonlySet<string>): Import[] {
  const { withoutComments, codeOnly } = blankText(source);
  return [...withoutComments.matchAll(importPattern)].flatMap((match) => {
    const specifier = match.groups?.from ?? match.groups?.bare ?? match.groups?.dynamic ?? match.groups?.url;
    // An import inside of a string is none: there the keyword itself is blanked.
    if (specifier === undefined || codeOnly.charAt(match.index) === ' ') return [];
    const line = source.slice(0, match.index).split('\n').length;
    const typeOnly = /^\s*type\b/.test(match.groups?.clause ?? '');
    return [{ specifier, line, typeOnly, target: resolveImport(file, specifier, paths) }];
  });
}

/** The file behind a specifier, or null for packages and built-in modules. */
export function resolveImport(file: string, specifier: string, paths: ReadonlySet<string>): string | null {
  const base = baseOf(file, specifier);
  if (base === null) return null;
  return suffixes.map((suffix) => base + suffix).find((path) => paths.has(path)) ?? base;
}

function baseOf(file: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return normalize(join(dirname(file), specifier));
  const inCore = /^@halobuzz\/core\/(?<path>.+)$/.exec(specifier)?.groups?.path;
  if (inCore === undefined) return null;
  return inCore.startsWith('testing/') ? `core/${inCore}` : `core/src/${inCore}`;
}

/** Files that stand in for one another on different platforms: one import reaches them all. */
export function platformTwins(target: string, paths: ReadonlySet<string>): string[] {
  const stem = target.replace(/(?:\.(?:web|native|ios|android))?\.tsx?$/, '');
  return ['', '.web', '.native', '.ios', '.android'].flatMap((platform) =>
    ['.ts', '.tsx'].map((suffix) => stem + platform + suffix).filter((path) => paths.has(path)),
  );
}
