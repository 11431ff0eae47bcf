import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { WorldAccount } from '../../loadtests/world.ts';
import { ApiError } from '../demo/api-request.ts';
import { type HalobuzzApi, halobuzzApi } from '../demo/halobuzz-api.ts';
import { newPerson } from '../e2e/person.ts';
import { inLanes } from './in-lanes.ts';

/**
 * Accounts cost two hashes of a password each, some ten a second on a small machine. So those of earlier runs are kept, and come back
 * by their refresh token, which costs none.
 */
const savedSchema = z.record(
  z.string(),
  z.array(z.object({ username: z.string(), password: z.string(), refreshToken: z.string() })),
);
type Saved = z.infer<typeof savedSchema>[string][number];

/** Beyond it the local runtime only queues. */
const registerLanes = 4;
const refreshLanes = 8;

export interface AccountPool {
  /** So many accounts that no other call has got, signed in just now. */
  take(count: number): Promise<WorldAccount[]>;
}

/** The accounts of a target, kept in `file` (mode 0600: it holds sessions). */
export function accountPool(file: string, target: string, say: (line: string) => void): AccountPool {
  const api = halobuzzApi(target);
  const all = readSaved(file);
  const spare: Saved[] = [...(all[target] ?? [])];
  const kept: Saved[] = [];

  const save = (): void => writeSaved(file, { ...all, [target]: [...kept, ...spare] });

  return {
    async take(count) {
      const got: WorldAccount[] = [];
      await inLanes(Math.min(count, spare.length), refreshLanes, async () => {
        const one = spare.shift();
        const account = one === undefined ? undefined : await returned(api, one);
        if (account !== undefined) got.push(account);
      });
      const missing = count - got.length;
      if (missing > 0) say(`registering ${missing} accounts (some ten a second; they are kept for the next run)`);
      try {
        await inLanes(missing, registerLanes, async () => {
          const { username, password, accessToken, refreshToken } = await newPerson(api, 'load');
          got.push({ username, password, accessToken, refreshToken });
        });
      } finally {
        kept.push(...got.map(({ username, password, refreshToken }) => ({ username, password, refreshToken })));
        save();
      }
      return got;
    },
  };
}

/** The account with a fresh session; undefined when its session is no more, as after a fresh start. */
async function returned(
  api: HalobuzzApi,
  { username, password, refreshToken }: Saved,
): Promise<WorldAccount | undefined> {
  try {
    const tokens = await api.refresh(refreshToken);
    return { username, password, accessToken: tokens.accessToken, refreshToken: tokens.refreshToken };
  } catch (error) {
    if (error instanceof ApiError && error.status >= 400 && error.status < 500) return undefined;
    throw error;
  }
}

function readSaved(file: string): z.infer<typeof savedSchema> {
  if (!existsSync(file)) return {};
  try {
    return savedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Nothing in it is worth a run that does not start.
    return {};
  }
}

function writeSaved(file: string, saved: z.infer<typeof savedSchema>): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(saved), { mode: 0o600 });
  renameSync(draft, file);
}
