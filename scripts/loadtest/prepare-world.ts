import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Needs } from '../../loadtests/needs.ts';
import type { World, WorldAccount, WorldRoom } from '../../loadtests/world.ts';
import type { RunFile } from '../cluster/run-file.ts';
import { readSecrets } from '../cluster/secrets.ts';
import { ApiError } from '../demo/api-request.ts';
import { halobuzzApi } from '../demo/halobuzz-api.ts';
import { Problem } from '../problem.ts';
import { type AccountPool, accountPool } from './account-pool.ts';
import { fundViewers } from './fund-viewers.ts';
import { inLanes } from './in-lanes.ts';
import { plantLobby } from './lobby-world.ts';
import { openTicketMint } from './ticket-mint.ts';

export interface PreparedWorld {
  readonly world: World;
  /** Ends broadcasts, closes the mint and takes planted broadcasts away. */
  remove(): Promise<void>;
}

export interface WorldPlan {
  readonly target: string;
  readonly needs: Needs;
  /** The start of this clone when it is the target; what is planted or minted goes by its stores and keys. */
  readonly start: RunFile | undefined;
  readonly stateFolder: string;
  readonly seed: string;
  readonly say: (line: string) => void;
}

const streamLanes = 4;
const grantLanes = 8;
/** As the development door gives at once. */
const grantCoinsMax = 1_000_000n;

/**
 * Puts in place what a scenario needs, so that the run measures what it is about and not its preparation. Broadcasts are started last:
 * a host has two minutes to join. When something fails, what was made before is taken away again.
 */
export async function prepareWorld(plan: WorldPlan): Promise<PreparedWorld> {
  const { needs, target, seed, say } = plan;
  if (needs.mint || needs.plantedBroadcasts > 0) requireStart(plan);
  if (needs.loadProfile) requireLoadProfile(plan);
  const undo: (() => Promise<unknown>)[] = [];
  const remove = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const pool = accountPool(join(plan.stateFolder, 'loadtests', 'accounts.json'), target, say);
    const accounts = await pool.take(needs.accounts);
    if (needs.coinsPerAccount > 0n) await grantAll(target, accounts, needs.coinsPerAccount);
    if (needs.plantedBroadcasts > 0) {
      const lobby = await plantLobby(requireStart(plan).stores, needs.plantedBroadcasts, say);
      undo.push(() => lobby.remove());
    }
    if (needs.fundedViewers > 0) {
      await fundViewers(requireStart(plan).stores.walletsUrl, seed, needs.fundedViewers, needs.coinsPerViewer);
      say(`${needs.fundedViewers} viewers have ${needs.coinsPerViewer} coins each`);
    }
    const mint = needs.mint ? await openMint(requireStart(plan), seed) : null;
    if (mint !== null) undo.push(() => mint.close());
    const rooms = await startRooms(plan, pool, undo);
    return { world: { rooms, accounts, mint: mint?.address ?? null, seed }, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function startRooms(plan: WorldPlan, pool: AccountPool, undo: (() => Promise<unknown>)[]): Promise<WorldRoom[]> {
  const api = halobuzzApi(plan.target);
  const rooms: WorldRoom[] = [];
  undo.push(() =>
    inLanes(rooms.length, streamLanes, async (at) => {
      const room = rooms[at];
      // The scenario may have ended it, and its session may be over: the origin ends it then.
      if (room !== undefined) await api.endStream(room.host.accessToken, room.id).catch(() => undefined);
    }),
  );
  while (rooms.length < plan.needs.rooms) {
    const hosts = await pool.take(plan.needs.rooms - rooms.length);
    await inLanes(hosts.length, streamLanes, async (at) => {
      const host = hosts[at];
      if (host === undefined) return;
      try {
        const request = { title: `Load test ${at + 1}`, category: 'music' } as const;
        const { stream } = await api.startStream(host.accessToken, request);
        rooms.push({ id: stream.id, host });
      } catch (error) {
        // Of a run that was killed: another host takes its place, and the origin ends it.
        if (!(error instanceof ApiError && error.code === 'stream_already_live')) throw error;
      }
    });
  }
  if (rooms.length > 0) plan.say(`${rooms.length} broadcasts are live`);
  return rooms;
}

async function grantAll(target: string, accounts: readonly WorldAccount[], coins: bigint): Promise<void> {
  const api = halobuzzApi(target);
  const amount = coins > grantCoinsMax ? grantCoinsMax : coins;
  await inLanes(accounts.length, grantLanes, async (at) => {
    const account = accounts[at];
    if (account !== undefined) await api.grant(account.accessToken, amount, randomUUID());
  });
}

async function openMint({ secretsFile, stores }: RunFile, seed: string) {
  const { TICKET_KEYS } = readSecrets(secretsFile);
  if (TICKET_KEYS === undefined) throw new Problem(`${secretsFile} holds no ticket keys: run npm start again`);
  return openTicketMint({ ticketKeys: TICKET_KEYS, controlUrl: stores.controlUrl, seed });
}

function requireStart({ start }: WorldPlan): RunFile {
  if (start === undefined) {
    throw new Problem(
      'this scenario needs the start of this clone: its tickets or broadcasts are made with its keys and stores',
    );
  }
  return start;
}

/** Of another target we cannot know; its refusals would say so. */
function requireLoadProfile({ start }: WorldPlan): void {
  if (start !== undefined && start.environments.origin.RATE_PROFILE !== 'load') {
    throw new Problem('this scenario needs lifted limits: npm start -- --load-profile');
  }
}

const accountSchema = z.object({
  ...{ username: z.string(), password: z.string() },
  ...{ accessToken: z.string(), refreshToken: z.string() },
});
const worldSchema = z.object({
  rooms: z.array(z.object({ id: z.uuid(), host: accountSchema })),
  accounts: z.array(accountSchema),
  mint: z.object({ url: z.url(), key: z.string() }).nullable(),
  seed: z.string(),
});

/** A world that was prepared elsewhere. Throws a Problem that says what does not fit. */
export function readWorld(file: string): World {
  try {
    return worldSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : '';
    throw new Problem(`--world ${file}: ${why}`);
  }
}
