import { setTimeout as delay } from 'node:timers/promises';
import { LaunchProblem } from './launch-problem.mjs';
import { takePidLock } from './pid-lock.mjs';

const pollMs = 250;
const waitMsMax = 15 * 60_000;

/** Takes a lock, waiting for its holder with one line that says so. */
export async function waitForLock(file, note) {
  const deadlineMs = Date.now() + waitMsMax;
  let told = false;
  for (;;) {
    const lock = takePidLock(file, note);
    if (lock.held) return lock.release;
    if (!told) console.error(`waiting for process ${lock.owner.pid}: ${lock.owner.note}`);
    told = true;
    if (Date.now() > deadlineMs)
      throw new LaunchProblem(`process ${lock.owner.pid} has held ${file} for over 15 minutes`);
    await delay(pollMs);
  }
}
