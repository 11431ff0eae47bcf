import { join } from 'node:path';
import { type RunFile, requireRunningStart, startIsRunning } from '../cluster/run-file.ts';
import type { BotWorld } from '../demo/bot-world.ts';
import { type DemoOptions, demoHelp, parseDemoOptions } from '../demo/demo-options.ts';
import { halobuzzApi } from '../demo/halobuzz-api.ts';
import { runDemo } from '../demo/run-demo.ts';
import { loadAccounts, saveAccounts } from '../demo/saved-accounts.ts';
import { summaryText } from '../demo/summary-text.ts';
import { newTally, rateMeter, statusText } from '../demo/tally.ts';
import { stateFolder } from '../paths.ts';
import { describeProblem } from '../problem.ts';
import { listenForStop } from '../start/until-stopped.ts';

const accountsFile = join(stateFolder, 'demo-accounts.json');
const tickMs = 1_000;
/** Off a terminal a line is printed only so often. */
const plainLineEveryTicks = 15;
const rateWindowTicks = 10;

let isTold = false;

async function main(): Promise<number> {
  const options = parseDemoOptions(process.argv.slice(2));
  if (options.help) {
    console.log(demoHelp);
    return 0;
  }
  const run = requireRunningStart(stateFolder);
  console.log(`Watch it in a browser: ${run.edgeUrl} (${options.minutes} min; Ctrl-C ends it)`);
  const ending = new AbortController();
  listenForStop(
    () => ending.abort(),
    () => process.exit(130),
  );
  const accounts = loadAccounts(accountsFile);
  const world: BotWorld = {
    api: halobuzzApi(run.edgeUrl),
    random: Math.random,
    now: Date.now,
    signal: ending.signal,
    changed: () => saveAccounts(accountsFile, accounts),
    slowed: tellOnce,
    tally: newTally(),
    rooms: new Set(),
  };
  const stopStatus = showStatus(world, options, run, ending);
  try {
    const broadcasts = await runDemo(world, options, accounts);
    stopStatus();
    console.log(summaryText(world.tally, broadcasts));
    return broadcasts.length === options.rooms && broadcasts.every(({ outcome }) => 'summary' in outcome) ? 0 : 1;
  } finally {
    stopStatus();
  }
}

function tellOnce(): void {
  if (isTold) return;
  isTold = true;
  const clear = process.stdout.isTTY ? '\r\u001b[K' : '';
  console.log(
    `${clear}The edge takes only so many sign-ups a minute from one address, so the rooms fill up slowly this time; npm start -- --load-profile lifts that.`,
  );
}

/** Rewrites one line every second, and ends the demo when its time is up or the system below it is gone. */
function showStatus(world: BotWorld, options: DemoOptions, run: RunFile, ending: AbortController): () => void {
  const endsAtMs = Date.now() + options.minutes * 60_000;
  const rate = rateMeter(rateWindowTicks);
  const onTerminal = process.stdout.isTTY;
  let ticks = 0;
  const timer = setInterval(() => {
    const nowMs = Date.now();
    const text = statusText(world.tally, rate(world.tally.chats, nowMs), Math.max(0, (endsAtMs - nowMs) / 1_000));
    if (onTerminal) process.stdout.write(`\r\u001b[K${text}`);
    else if (ticks % plainLineEveryTicks === 0) console.log(text);
    ticks += 1;
    if (nowMs >= endsAtMs) ending.abort();
    if (!startIsRunning(run) && !ending.signal.aborted) {
      console.log(`${onTerminal ? '\n' : ''}npm start has ended: ending the demo`);
      ending.abort();
    }
  }, tickMs);
  return () => {
    clearInterval(timer);
    if (onTerminal && ticks > 0) process.stdout.write('\r\u001b[K');
    ticks = 0;
  };
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
// Sockets that are closing still would hold the process for seconds.
process.exit();
