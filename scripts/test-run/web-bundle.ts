import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Supervisor } from '../cluster/supervisor.ts';
import { buildWebApp, webFolder } from '../cluster/web-app.ts';
import { stateFolder } from '../paths.ts';
import { failed, passed, type StepOutcome } from './step.ts';

/** What a first visit downloads of scripts and styles, compressed: everything that the page itself names. */
export const webFirstLoadGzipBytesMax = 400 * 1024;
/** The same for the console, whose pages bring their own code when they are opened. */
export const consoleFirstLoadGzipBytesMax = 180 * 1024;

/** Addresses of the scripts and styles that a page names, from the same server. */
export function namedByPage(html: string): readonly string[] {
  return [...html.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map(
    (match) => match[1] ?? '',
  );
}

/** Weighs the first load of a page; `read` gives the content of an address. */
export function weighFirstLoad(
  html: string,
  read: (address: string) => Uint8Array,
  gzipBytesMax = webFirstLoadGzipBytesMax,
): StepOutcome {
  const addresses = namedByPage(html);
  if (!addresses.some((address) => address.endsWith('.js'))) return failed('the page names no script');
  const parts = addresses.map((address) => ({ address, gzipBytes: gzipSync(read(address)).byteLength }));
  const gzipBytes = parts.reduce((sum, part) => sum + part.gzipBytes, gzipSync(html).byteLength);
  const figure = `${kib(gzipBytes)} of ${kib(gzipBytesMax)} KiB compressed`;
  if (gzipBytes <= gzipBytesMax) return passed(figure);
  return failed(
    [
      ...parts.map((part) => `${basename(part.address)}: ${kib(part.gzipBytes)} KiB`),
      'Screens behind the first one are loaded when they are opened; what two of them share may be in the first load.',
    ].join('\n'),
    figure,
  );
}

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}

/** Builds the web app, unless the one that stands there is of these sources, and weighs what a first visit downloads. */
export async function webBundleStep(): Promise<StepOutcome> {
  const logsFolder = join(stateFolder, 'logs');
  mkdirSync(logsFolder, { recursive: true });
  const supervisor = new Supervisor({ say: () => undefined });
  try {
    await buildWebApp(
      (spec, timeoutMs) => supervisor.runJob(spec, timeoutMs),
      logsFolder,
      () => undefined,
    );
  } finally {
    await supervisor.stop();
  }
  return weighPage('index.html', webFirstLoadGzipBytesMax);
}

/** The console of the same build, which the step before has made. */
export async function consoleBundleStep(): Promise<StepOutcome> {
  return weighPage(join('console', 'index.html'), consoleFirstLoadGzipBytesMax);
}

function weighPage(file: string, gzipBytesMax: number): StepOutcome {
  const html = readFileSync(join(webFolder, file), 'utf8');
  return weighFirstLoad(html, (address) => readFileSync(join(webFolder, address)), gzipBytesMax);
}
