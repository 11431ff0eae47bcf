import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { takePidLock } from '../launcher/pid-lock.mjs';
import { Problem } from '../problem.ts';

const lockPollMs = 250;
const lockWaitMsMax = 10 * 60_000;

/**
 * Puts a tool into `folder` exactly once, however many processes ask for it at the same time.
 * `build` fills a temporary folder beside the target, which is then renamed into place and stamped, so an
 * interrupted install leaves nothing that looks finished. A stamp other than `stamp` means: install anew.
 */
export async function installOnce(
  folder: string,
  stamp: string,
  build: (draftFolder: string) => Promise<void>,
  onWait: (ownerPid: number) => void = () => {},
): Promise<void> {
  if (isInstalled(folder, stamp)) return;
  mkdirSync(dirname(folder), { recursive: true });
  const release = await waitForLock(`${folder}.lock`, onWait);
  try {
    if (isInstalled(folder, stamp)) return;
    removeInterruptedDrafts(folder);
    const draft = mkdtempSync(`${folder}.draft-`);
    try {
      await build(draft);
      writeFileSync(stampFile(draft), stamp);
      rmSync(folder, { recursive: true, force: true });
      renameSync(draft, folder);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  } finally {
    release();
  }
}

/** Only the lock's holder makes drafts, so those that lie here belong to installs that were killed. */
function removeInterruptedDrafts(folder: string): void {
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(`${basename(folder)}.draft-`)) continue;
    rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
}

function isInstalled(folder: string, stamp: string): boolean {
  return existsSync(stampFile(folder)) && readFileSync(stampFile(folder), 'utf8') === stamp;
}

function stampFile(folder: string): string {
  return join(folder, '.installed');
}

async function waitForLock(file: string, onWait: (ownerPid: number) => void): Promise<() => void> {
  const deadlineMs = Date.now() + lockWaitMsMax;
  let told = false;
  for (;;) {
    const lock = takePidLock(file, 'installing');
    if (lock.held) return lock.release;
    if (!told) onWait(lock.owner.pid);
    told = true;
    if (Date.now() > deadlineMs) throw new Problem(`process ${lock.owner.pid} has held ${file} for over ten minutes`);
    await delay(lockPollMs);
  }
}
