import { setTimeout as sleep } from 'node:timers/promises';
import { type DataExport, dataExportSchema, exportLinkSchema } from '@halobuzz/core/api/exports';
import { Uint8ArrayReader, ZipReader } from '@zip.js/zip.js';
import type { z } from 'zod';
import { judgeRow, type ResultRow } from '../../loadtests/bench/judge-row.ts';
import { residentBytesByGroup } from '../cluster/resident-memory.ts';
import { apiRequest } from '../demo/api-request.ts';
import { halobuzzApi } from '../demo/halobuzz-api.ts';
import { type BenchContext, scaled } from './bench-context.ts';
import { openRichAccount } from './rich-account.ts';
import { type WholeStart, withWholeStart } from './whole-start.ts';

const legs = 1_000_000;
const memoryMebibytesMax = 200;
/** What people were promised is three days; what they should see is less than a cup of tea. */
const secondsMax = 300;
const sampleMs = 100;
/** Shorter than a token lives. */
const signInAgainMs = 4 * 60_000;
const patienceMs = 30 * 60_000;
const mebibyte = 1024 * 1024;

/**
 * An archive of everything, of an account with a million legs in the ledger and a fourth as many entries of its wallet, made
 * and downloaded through a whole start: what origin and edge took for it above what they hold idle, and how long it was.
 */
export async function privacyExport(context: BenchContext): Promise<ResultRow[]> {
  return withWholeStart(context, 'export', {}, (start) => measure(context, start));
}

async function measure(context: BenchContext, { supervisor, url, db }: WholeStart): Promise<ResultRow[]> {
  const api = halobuzzApi(url);
  const count = scaled(legs, context.settings);
  const { signIn } = await openRichAccount(api, db, count);
  context.say(`  privacy-export: ${count} legs are planted`);
  // Once small, so that everything is loaded that an export needs.
  const { signIn: signInWarm } = await openRichAccount(api, db, 10);
  await exported(url, signInWarm);
  const pidOf = (name: string): number => supervisor.status().find((one) => one.name === name)?.pid ?? 0;
  const watched = { origin: pidOf('origin'), edge: pidOf('edge') };
  const idle = await residentBytesByGroup();
  const peaks = new Map(idle);
  const watching = new AbortController();
  const watcher = watch(peaks, watching.signal);
  const made = await exported(url, signIn);
  watching.abort();
  await watcher;
  const above = (pid: number): number => ((peaks.get(pid) ?? Number.NaN) - (idle.get(pid) ?? 0)) / mebibyte;
  if (made.rows !== count + 1) throw new Error(`the archive has ${made.rows} legs of ${count + 1}`);
  context.say(`  privacy-export: ${made.seconds.toFixed(1)} s, ${(made.bytes / mebibyte).toFixed(0)} MiB of ZIP`);
  const common = { peers: {}, driverShare: 0 };
  const bar = { kind: 'max', value: memoryMebibytesMax } as const;
  return [
    judgeRow({ id: 'privacy-export.origin', unit: 'MiB above idle', ours: above(watched.origin), bar, ...common }),
    judgeRow({ id: 'privacy-export.edge', unit: 'MiB above idle', ours: above(watched.edge), bar, ...common }),
    judgeRow({
      ...{
        id: 'privacy-export.time',
        unit: 's',
        ours: made.seconds,
        bar: { kind: 'max', value: secondsMax },
        ...common,
      },
      beside: { legs: count, 'MiB of ZIP': made.bytes / mebibyte, 's to download': made.downloadSeconds },
    }),
  ];
}

async function watch(peaks: Map<number, number>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const [group, bytes] of await residentBytesByGroup()) {
      peaks.set(group, Math.max(bytes, peaks.get(group) ?? 0));
    }
    await sleep(sampleMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Asks for everything, waits, downloads, and counts the rows of the ledger as the manifest has them. */
async function exported(url: string, signIn: () => Promise<string>) {
  let accessToken = await signIn();
  const call = <T>(method: 'GET' | 'POST', path: string, data: z.ZodType<T>, body?: object) =>
    apiRequest(url, { method, path: `/api/v1/privacy/exports${path}`, data, accessToken, ...(body && { body }) });
  const beganMs = performance.now();
  let signedInMs = beganMs;
  let state: DataExport = await call('POST', '', dataExportSchema, { dataTypes: 'all' });
  const { requestId: id } = state;
  while (state.status !== 'completed') {
    if (state.status === 'failed' || performance.now() - beganMs > patienceMs) throw new Error(`it is ${state.status}`);
    await sleep(250);
    if (performance.now() - signedInMs > signInAgainMs) {
      signedInMs = performance.now();
      accessToken = await signIn();
    }
    state = await call('GET', `/${id}`, dataExportSchema);
  }
  const seconds = (performance.now() - beganMs) / 1_000;
  // A link wants somebody who proved a moment ago who they are.
  accessToken = await signIn();
  const { secret } = await call('POST', `/${id}/link`, exportLinkSchema, {});
  const answer = await fetch(`${url}/api/v1/privacy/exports/${id}/archive`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ secret }),
  });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const downloadSeconds = (performance.now() - beganMs) / 1_000 - seconds;
  return { seconds, downloadSeconds, bytes: bytes.byteLength, rows: await ledgerRows(bytes) };
}

async function ledgerRows(archive: Uint8Array): Promise<number> {
  const reader = new ZipReader(new Uint8ArrayReader(archive), { checkSignature: true, useWebWorkers: false });
  for (const entry of await reader.getEntries()) {
    if (entry.filename !== 'data/ledger.csv' || entry.directory) continue;
    let lines = 0;
    const count = new WritableStream<Uint8Array>({
      write(chunk) {
        for (const byte of chunk) if (byte === 10) lines += 1;
      },
    });
    await entry.getData(count);
    return lines - 1;
  }
  throw new Error('there is no ledger in the archive');
}
