import { z } from 'zod';

/** What esbuild says of a build: which file imports which, and how. */
const metafileSchema = z.object({
  inputs: z.record(
    z.string(),
    z.object({
      imports: z.array(z.object({ path: z.string(), kind: z.string(), external: z.boolean().optional() })),
    }),
  ),
});

/**
 * Which part of the Worker each of its files belongs to: `start`, what every isolate evaluates before its first request, and
 * for each of `lazy` what is evaluated only when that file is asked for. What two of them need counts for the first.
 * @param metafile esbuild's, as JSON
 * @param entry the path of the Worker's own file in it
 * @param lazy files that are imported dynamically, by the name of their part
 * @throws when such a file is not in the build, or is part of the start
 */
export function partsOfWorker(
  metafile: unknown,
  entry: string,
  lazy: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const { inputs } = metafileSchema.parse(metafile);
  const parts = new Map<string, string>();
  const claim = (first: string, part: string): void => {
    const waiting = [first];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const input = inputs[path];
      if (input === undefined || parts.has(path)) continue;
      parts.set(path, part);
      for (const one of input.imports) if (one.kind !== 'dynamic-import') waiting.push(one.path);
    }
  };
  claim(entry, 'start');
  for (const [part, path] of Object.entries(lazy)) {
    if (inputs[path] === undefined) throw new Error(`${path} is no part of the Worker`);
    if (parts.get(path) === 'start') throw new Error(`${path} is imported statically, so every isolate evaluates it`);
    claim(path, part);
  }
  return parts;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The numbers of one segment of a source map: base64 digits of five bits, the lowest first, the sign in the lowest bit. */
function* numbersOf(segment: string): Generator<number> {
  let value = 0;
  let shift = 0;
  for (const char of segment) {
    const digit = digits.indexOf(char);
    value += (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    yield (value & 1) === 1 ? -(value >> 1) : value >> 1;
    value = 0;
    shift = 0;
  }
}

/**
 * A script's text, cut by the file that each piece came from (ECMA-426: https://tc39.es/ecma426/). What comes from none, such as
 * what a bundler writes around a file, goes with the piece before it.
 */
export function textBySource(
  script: string,
  mappings: string,
  sources: readonly string[],
): ReadonlyMap<string, string> {
  const pieces = new Map<string, string[]>();
  let source = 0;
  const lines = script.split('\n');
  for (const [at, segments] of mappings.split(';').entries()) {
    const line = `${lines[at] ?? ''}\n`;
    let column = 0;
    const cut = (from: number, to: number): void => {
      const name = sources[source] ?? '';
      const found = pieces.get(name);
      if (found === undefined) pieces.set(name, [line.slice(from, to)]);
      else found.push(line.slice(from, to));
    };
    for (const segment of segments === '' ? [] : segments.split(',')) {
      const [columns = 0, moved = 0] = numbersOf(segment);
      cut(column, column + columns);
      column += columns;
      source += moved;
    }
    cut(column, line.length);
  }
  return new Map([...pieces].map(([name, texts]) => [name, texts.join('')]));
}
