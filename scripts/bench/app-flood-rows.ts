import { setTimeout as sleep } from 'node:timers/promises';
import { type CDPSession, chromium, type Page } from 'playwright-core';
import { judgeRow, type ResultRow } from '../../loadtests/bench/judge-row.ts';
import type { LineWorker } from '../../loadtests/bench/line-worker.ts';
import { median } from '../../loadtests/bench/median.ts';
import { halobuzzApi } from '../demo/halobuzz-api.ts';
import { newBroadcast } from '../e2e/broadcast.ts';
import { newPerson } from '../e2e/person.ts';
import { signInOnWeb } from '../e2e/web-app-page.ts';
import { provideChromium } from '../provision/chromium.ts';
import type { BenchContext } from './bench-context.ts';
import type { FloodCommands, FloodPlan } from './flood-senders.ts';
import { cpuOver, withWorker } from './ledger-row-tools.ts';
import {
  type Arrived,
  countArrivals,
  type DrawnFrames,
  frameMsMax,
  framesDuring,
  memoryOf,
  type PageMemory,
} from './watched-page.ts';
import { withWholeStart } from './whole-start.ts';

const phone = { width: 390, height: 844 };
const timeoutMs = 60_000;
const sendersProgram = ['scripts/bench/flood-senders.ts'] as const;
const senders = 10;
const flood = { chatsPerSecond: 200, giftsPerSecond: 60 };
/** A flood is this much longer than events flow in other rows, up to its bound: 20 s, and 8 s of a quick run. */
const longer = 2.5;
const floodSecondsMax = 60;
/** Of what is sent, so much must reach the browser in time: else it was no such flood. */
const arrivedShareMin = 0.95;
const heapGrowthMebibytesMax = 10;
const gentle = { chatsPerSecond: 5, giftsPerSecond: 1 };
const memoryGrowthMax = 1.05;
/** In which a page that was opened loads what it loads later, and a flood that is over is drawn. */
const settleMs = 3_000;
const minuteMs = 60_000;
const mebibyte = 1024 * 1024;

/** A viewer's page in a live room, and the process of those who talk and give there. */
interface FloodedRoom {
  readonly page: Page;
  readonly debug: CDPSession;
  readonly arrived: () => Arrived;
  readonly sending: LineWorker<FloodCommands>;
  /** Loads the room anew and waits until one can write in it. */
  readonly open: () => Promise<void>;
}

interface FloodRun {
  readonly idle: DrawnFrames;
  readonly flooded: DrawnFrames;
  readonly before: PageMemory;
  readonly after: PageMemory;
  readonly arrived: Arrived;
  readonly refused: number;
  readonly senderShare: number;
  /** From the last line's sending until it stands in the page. */
  readonly lastLineMs: number;
}

/**
 * What a viewer's browser makes of 200 lines and 60 gifts a second that a gateway really sends, beside what the same page
 * draws on the same machine a moment before, when nobody talks.
 */
export async function appFlood(context: BenchContext): Promise<ResultRow[]> {
  const seconds = Math.min(floodSecondsMax, Math.ceil(context.settings.seconds * longer));
  const runs: FloodRun[] = [];
  await withFloodedRoom(context, async (room) => {
    for (let run = 0; run < context.settings.runs; run += 1) {
      const one = await floodRun(room, { ...flood, seconds });
      runs.push(one);
      context.say(`  app-flood: idle ${framesText(one.idle)}; flooded ${framesText(one.flooded)}`);
    }
  });
  const of = (figure: (run: FloodRun) => number): number => median(runs.map(figure));
  const driverShare = Math.max(...runs.map(({ senderShare }) => senderShare));
  const idleOver = of(({ idle }) => idle.over);
  return [
    judgeRow({
      ...{ id: 'app-flood.frame', unit: 'ms longest', ours: of(({ flooded }) => flooded.longestMs), driverShare },
      ...{ peers: { idle: of(({ idle }) => idle.longestMs) }, bar: { kind: 'max', value: frameMsMax } },
      beside: {
        'worst of all runs': Math.max(...runs.map(({ flooded }) => flooded.longestMs)),
        'long tasks': of(({ flooded }) => flooded.tasks),
        'longest task': of(({ flooded }) => flooded.longestTaskMs),
        'idle long tasks': of(({ idle }) => idle.tasks),
        'idle longest task': of(({ idle }) => idle.longestTaskMs),
        'ms to the last line': of(({ lastLineMs }) => lastLineMs),
      },
    }),
    // What the machine does to an idle page is not the flood's doing.
    judgeRow({
      ...{
        id: 'app-flood.frames',
        unit: `over ${frameMsMax} ms`,
        ours: of(({ flooded }) => flooded.over),
        driverShare,
      },
      ...{ peers: { idle: idleOver }, bar: { kind: 'max', value: idleOver } },
      beside: {
        'frames/s': of(({ flooded }) => flooded.frames) / seconds,
        'idle frames/s': of(({ idle }) => idle.frames) / seconds,
      },
    }),
    judgeRow({
      ...{ id: 'app-flood.heap', unit: 'MiB more', peers: {}, driverShare },
      ours: of(({ before, after }) => (after.heapBytes - before.heapBytes) / mebibyte),
      bar: { kind: 'max', value: heapGrowthMebibytesMax },
      beside: { 'MiB before': of(({ before }) => before.heapBytes) / mebibyte, ...nodesOf(runs.at(-1)?.after) },
    }),
    judgeRow({
      ...{ id: 'app-flood.arrived', unit: 'events/s', peers: {}, driverShare },
      ours: of(({ arrived }) => arrived.chats + arrived.gifts) / seconds,
      bar: { kind: 'min', value: (flood.chatsPerSecond + flood.giftsPerSecond) * arrivedShareMin },
      beside: {
        'chat lines/s': of(({ arrived }) => arrived.chats) / seconds,
        'gifts/s': of(({ arrived }) => arrived.gifts) / seconds,
        'frames/s': of(({ arrived }) => arrived.frames) / seconds,
        refused: of(({ refused }) => refused),
      },
    }),
  ];
}

/** What a viewer's page holds at the end of a long evening in one room, beside a third of the way. */
export async function appMemory(context: BenchContext): Promise<ResultRow> {
  const { minutes } = context.settings;
  return withFloodedRoom(context, async ({ debug, arrived, sending, open }) => {
    await open();
    const samples: PageMemory[] = [];
    await sending.ask('begin', { ...gentle, seconds: (minutes * minuteMs) / 1_000 });
    const beganMs = performance.now();
    for (let minute = 1; minute <= minutes; minute += 1) {
      await sleep(beganMs + minute * minuteMs - performance.now());
      const sample = await memoryOf(debug);
      samples.push(sample);
      context.say(`  app-memory: minute ${minute}: ${(sample.heapBytes / mebibyte).toFixed(2)} MiB`);
    }
    const { refused } = await sending.ask('ended', {});
    const third = samples[Math.ceil(minutes / 3) - 1];
    const last = samples.at(-1);
    const { chats, gifts } = arrived();
    return judgeRow({
      ...{ id: 'app-memory', unit: 'MiB at the end', ours: (last?.heapBytes ?? Number.NaN) / mebibyte, driverShare: 0 },
      ...{ peers: { third: (third?.heapBytes ?? Number.NaN) / mebibyte } },
      bar: { kind: 'ratio-max', of: 'third', value: memoryGrowthMax },
      beside: {
        ...nodesOf(last),
        'nodes at a third': third?.nodes ?? Number.NaN,
        'listeners at a third': third?.listeners ?? Number.NaN,
        ...{ minutes, 'chat lines': chats, gifts, refused },
      },
    });
  });
}

async function withFloodedRoom<T>(context: BenchContext, use: (room: FloodedRoom) => Promise<T>): Promise<T> {
  const { file, args, env } = await provideChromium(context.say);
  const browser = await chromium.launch({ executablePath: file, args: [...args], env: { ...process.env, ...env } });
  try {
    return await withWholeStart(context, 'flood', {}, ({ url }) =>
      withWorker<FloodCommands, T>(sendersProgram, async (sending) => {
        const api = halobuzzApi(url);
        const live = await newBroadcast(api, 'A full house');
        const me = await newPerson(api, 'watcher');
        await sending.ask('open', { url, roomId: live.stream.id, senders });
        const page = await browser.newPage({ baseURL: url, viewport: phone });
        page.setDefaultTimeout(timeoutMs);
        await signInOnWeb(page, me);
        const debug = await page.context().newCDPSession(page);
        const arrived = countArrivals(page);
        const open = async (): Promise<void> => {
          await page.goto(`/room/${live.stream.id}`);
          await page.getByRole('textbox', { name: 'Say something' }).waitFor();
          await sleep(settleMs);
        };
        // Not ended by its host, whose token is too old after half an hour: the whole system goes with it.
        return use({ page, debug, arrived, sending, open });
      }),
    );
  } finally {
    await browser.close();
  }
}

async function floodRun({ page, debug, arrived, sending, open }: FloodedRoom, plan: FloodPlan): Promise<FloodRun> {
  await open();
  const before = await memoryOf(debug);
  const idle = await framesDuring(page, () => sleep(plan.seconds * 1_000));
  const earlier = arrived();
  const { result, cpuMs, tookMs } = await cpuOver([sending.pid], async () => {
    await sending.ask('begin', plan);
    let refused = 0;
    const flooded = await framesDuring(page, async () => {
      ({ refused } = await sending.ask('ended', {}));
    });
    return { refused, flooded };
  });
  // Before the last line, which is none of the flood.
  const now = arrived();
  const lastLineMs = await lineTakes(page, sending);
  await sleep(settleMs);
  return {
    ...{ ...result, idle, before, after: await memoryOf(debug), lastLineMs },
    arrived: {
      chats: now.chats - earlier.chats,
      gifts: now.gifts - earlier.gifts,
      frames: now.frames - earlier.frames,
    },
    senderShare: (cpuMs[0] ?? Number.NaN) / tookMs,
  };
}

async function lineTakes(page: Page, sending: LineWorker<FloodCommands>): Promise<number> {
  const text = `that was it ${Date.now()}`;
  const beganMs = performance.now();
  await sending.ask('say', { text });
  await page.getByText(text).first().waitFor();
  return performance.now() - beganMs;
}

function nodesOf(memory: PageMemory | undefined): Record<string, number> {
  return { 'DOM nodes': memory?.nodes ?? Number.NaN, listeners: memory?.listeners ?? Number.NaN };
}

function framesText({ longestMs, over, tasks }: DrawnFrames): string {
  return `${longestMs.toFixed(0)} ms longest, ${over} over ${frameMsMax} ms, ${tasks} long tasks`;
}
