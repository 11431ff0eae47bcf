import type { OriginDeps } from '../app.ts';
import { notHere } from './fakes.ts';

/** Broadcasts that are public and live, or over. What hosts change about them is tested over real stores alone. */
export const noSettings = {
  streamSettings: {
    ...{ insertDraft: notHere, draftsOf: notHere, start: notHere, change: notHere, discard: notHere },
    ...{ discardAll: async () => 0, expire: notHere, invite: notHere, uninvite: notHere, dueReminders: notHere },
    ...{ claimReminder: notHere, entry: async () => ({ invited: [] }) },
  },
  passwords: { hash: notHere, matches: notHere },
  passwordTries: { begin: notHere, succeeded: notHere, given: async () => 0 },
  giftBars: async (_roomId: string, fromMs: number) => ({ fromMs, stepMs: 60_000, bars: [] }),
} satisfies Pick<OriginDeps, 'streamSettings' | 'passwords' | 'passwordTries' | 'giftBars'>;
