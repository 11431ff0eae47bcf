import { type CDPSession, chromium, type Page } from 'playwright-core';
import { judgeRow, type ResultRow } from '../../loadtests/bench/judge-row.ts';
import { median } from '../../loadtests/bench/median.ts';
import { halobuzzApi } from '../demo/halobuzz-api.ts';
import { newBroadcast } from '../e2e/broadcast.ts';
import { newPerson } from '../e2e/person.ts';
import { signInOnWeb } from '../e2e/web-app-page.ts';
import { provideChromium } from '../provision/chromium.ts';
import type { BenchContext } from './bench-context.ts';
import { withWholeStart } from './whole-start.ts';

/** A phone of the lower middle on a middling line: four times slower than here, 8 Mbit/s with 60 ms there and back. */
const slowdown = 4;
const line = {
  offline: false,
  latency: 60,
  downloadThroughput: (8 * 1024 * 1024) / 8,
  uploadThroughput: (8 * 1024 * 1024) / 8,
};
const phone = { width: 390, height: 844 };
const timeoutMs = 60_000;

/** From the address of a room to the moment in which one can write in it, signed in, nothing in the cache. */
export async function appFirstRoom(context: BenchContext): Promise<ResultRow> {
  const { file, args, env } = await provideChromium(context.say);
  const browser = await chromium.launch({ executablePath: file, args: [...args], env: { ...process.env, ...env } });
  try {
    return await withWholeStart(context, 'app', {}, async ({ url }) => {
      const api = halobuzzApi(url);
      const live = await newBroadcast(api, 'First room');
      const me = await newPerson(api, 'first');
      const page = await browser.newPage({ baseURL: url, viewport: phone });
      page.setDefaultTimeout(timeoutMs);
      await signInOnWeb(page, me);
      const debug = await page.context().newCDPSession(page);
      const figures: number[] = [];
      let bytes = 0;
      for (let run = 0; run < context.settings.runs; run += 1) {
        const visit = await firstVisit(page, debug, `/room/${live.stream.id}`);
        figures.push(visit.ms);
        bytes = visit.bytes;
        context.say(`  app-first-room: ${visit.ms.toFixed(0)} ms, ${(visit.bytes / 1024).toFixed(0)} KiB`);
      }
      await live.end();
      return judgeRow({
        ...{ id: 'app-first-room', unit: 'ms', ours: median(figures), peers: {}, driverShare: 0 },
        ...{ bar: { kind: 'max', value: 4_000 }, beside: { 'KiB downloaded': bytes / 1024 } },
      });
    });
  } finally {
    await browser.close();
  }
}

async function firstVisit(
  page: Page,
  debug: CDPSession,
  path: string,
): Promise<{ readonly ms: number; readonly bytes: number }> {
  // Leaves the app, so that the visit is a navigation.
  await page.goto('about:blank');
  let bytes = 0;
  const count = (event: { readonly encodedDataLength: number }): void => {
    bytes += event.encodedDataLength;
  };
  await debug.send('Network.enable');
  await debug.send('Network.clearBrowserCache');
  await debug.send('Network.emulateNetworkConditions', line);
  await debug.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  debug.on('Network.loadingFinished', count);
  const startedMs = performance.now();
  await page.goto(path, { waitUntil: 'commit' });
  const composer = page.getByRole('textbox', { name: 'Say something' });
  await composer.fill('hello');
  await page.getByRole('button', { name: 'Send', exact: true, disabled: false }).waitFor();
  const ms = performance.now() - startedMs;
  debug.off('Network.loadingFinished', count);
  await debug.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await debug.send('Network.emulateNetworkConditions', {
    ...line,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
  return { ms, bytes };
}
