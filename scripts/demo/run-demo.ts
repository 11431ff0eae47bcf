import type { Summary } from '@halobuzz/core/api/streams';
import type { BotWorld } from './bot-world.ts';
import type { DemoOptions } from './demo-options.ts';
import { inventAccount } from './demo-session.ts';
import { type LiveBroadcast, startHost } from './host-bot.ts';
import type { SavedAccount } from './saved-accounts.ts';
import { countError } from './tally.ts';
import { runViewer } from './viewer-bot.ts';

export interface EndedBroadcast {
  readonly title: string;
  readonly host: string;
  /** What the edge said when the broadcast ended, or why there is no summary. */
  readonly outcome: { readonly summary: Summary } | { readonly problem: string };
}

/** Sign-ins at once: hashing passwords takes a core for a moment each. */
const signInsAtOnce = 4;

/**
 * Runs hosts and viewers until the world's signal is aborted, then ends every broadcast and answers what each came to.
 * `accounts` are those of earlier runs; new ones are added to it.
 */
export async function runDemo(
  world: BotWorld,
  options: Pick<DemoOptions, 'rooms' | 'viewers'>,
  accounts: SavedAccount[],
): Promise<EndedBroadcast[]> {
  const names = new Set(accounts.map(({ username }) => username));
  while (accounts.length < options.rooms + options.viewers) {
    const account = inventAccount(names.size > 400 ? 1 : 0, world.random);
    if (names.has(account.username)) continue;
    names.add(account.username);
    accounts.push(account);
  }
  const broadcasts: LiveBroadcast[] = [];
  const hosts = accounts.slice(0, options.rooms);
  const viewers = accounts.slice(options.rooms, options.rooms + options.viewers);
  const guarded = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!world.signal.aborted) countError(world.tally, error);
    }
  };

  const enter = slots(signInsAtOnce);
  await Promise.all(
    hosts.map((account, number) =>
      enter(() => guarded(async () => broadcasts.push(await startHost(world, account, number)))),
    ),
  );
  await Promise.all(viewers.map((account) => guarded(() => runViewer(world, account, enter))));
  if (!world.signal.aborted) await untilAborted(world.signal);
  return await Promise.all(broadcasts.map(endBroadcast));
}

async function endBroadcast({ stream, end }: LiveBroadcast): Promise<EndedBroadcast> {
  const { title, host } = stream;
  try {
    return { title, host: host.handle, outcome: { summary: await end() } };
  } catch (error) {
    return { title, host: host.handle, outcome: { problem: error instanceof Error ? error.message : String(error) } };
  }
}

/** Lets so many pieces of work run at once, in the order they came. */
export function slots(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = count;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
