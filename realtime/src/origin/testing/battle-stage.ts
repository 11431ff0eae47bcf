import { type Battle, battleDataSchema } from '@halobuzz/core/api/battles';
import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { limits, WALLET_SHARDS } from '@halobuzz/core/limits';
import { decodeEvent } from '@halobuzz/core/protocol/codec';
import type { RoomBattle } from '@halobuzz/core/protocol/messages/battle';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { goLive, type LiveRoom } from '../../../testing/battle-world.ts';
import { type TestPerson, testPerson } from '../../../testing/rooms.ts';
import { createOriginApp } from '../app.ts';
import type { BattleLedger } from '../battles/battle-ledger.ts';
import { advanceDueBattles, keepBattles } from '../battles/run-battles.ts';
import { createRealOrigin, openStores, type RealOrigin, type TestStores } from './real-origin.ts';

export let stores: TestStores;
export let origin: RealOrigin;
export let deps: RealOrigin['deps'];
let app: ReturnType<typeof createOriginApp>;
/** What the ledger would say: scores by room, and whether all that stands before the bell is committed. */
export let ledger: { readonly coins: Map<string, bigint>; settled: boolean };
export let one: LiveRoom;
export let two: LiveRoom;
export let three: LiveRoom;

const heads = Array.from({ length: WALLET_SHARDS }, (_, shard) => ({ shard, epoch: 1, sequence: 1 }));

/** Three hosts who are live, before each test of a file, on stores of its own. `redisDatabase`: as for `openStores`. */
export function useBattleStage(redisDatabase: number): void {
  beforeAll(async () => {
    stores = await openStores(redisDatabase);
  });
  afterAll(() => stores.close());
  beforeEach(async () => {
    origin = await createRealOrigin(stores);
    ledger = { coins: new Map(), settled: true };
    const battleLedger: BattleLedger = {
      walletNowMs: async () => origin.clock(),
      bellHeads: async (endsAtMs) => (origin.clock() >= endsAtMs ? heads : undefined),
      progress: async () =>
        ledger.settled ? { committed: heads, projected: heads } : { committed: [], projected: [] },
      coinsWithin: async (roomId) => ledger.coins.get(roomId) ?? 0n,
    };
    deps = { ...origin.deps, battleLedger };
    app = createOriginApp(deps);
    [one, two, three] = await Promise.all([live('sita'), live('hari'), live('gita')]);
  });
  afterEach(async () => {
    await stores.db.collection('battles').deleteMany({});
    await stores.db.collection('livestreams').deleteMany({});
  });
}

export const live = (name: string) => goLive(stores.db, stores.rooms, name);
const actorOf = ({ account, subject, name }: TestPerson): Actor => ({
  ...{ account, subject, name, roles: ['host'], session: 'se_1', emailVerified: true, country: 'NP' },
});
export async function call(target: string, who: TestPerson, body?: unknown) {
  const method = body === undefined ? {} : { method: 'POST', body };
  const response = await app.request(await origin.signer.request(target, { ...method, actor: actorOf(who) }));
  // Whatever it is; the tests compare it.
  return { status: response.status, body: (await response.json()) as { code?: string; errors?: unknown } };
}
export async function battleFrom(answer: Promise<{ readonly body: unknown }>): Promise<Battle> {
  return successOf(battleDataSchema).parse((await answer).body).data.battle;
}
export const challenge = (from = one, to = two, seconds = 60) =>
  call(internalPaths.battlesOf(from.id), from.host, { opponent: to.id, seconds });
export const act = (id: string, what: 'accept' | 'decline' | 'cancel', who: TestPerson) =>
  call(internalPaths.battleAct(id, what), who, {});
export const see = (id: string, who: TestPerson) => call(internalPaths.battle(id), who);
export const begun = async (from = one, to = two) => {
  const { id } = await battleFrom(challenge(from, to));
  return battleFrom(act(id, 'accept', to.host));
};
export const pass = async () => {
  await keepBattles(deps);
  await advanceDueBattles(deps);
};
export const later = async (ms: number) => {
  origin.time.aheadMs += ms;
  await pass();
};
/** The bell, and whatever comes behind it. */
export const rung = () => later(limits.battleLeadMs + 60_000 + limits.battleClaimMs);

/** What a room's viewers were told, in order. */
export async function told(room: LiveRoom): Promise<readonly RoomBattle[]> {
  const epoch = Number(await stores.control.hget(roomKeys(room.id).state, 'epoch'));
  const found = await stores.rooms(room.id).recover(room.id, { epoch, offset: 0 });
  const events = found.kind === 'ok' ? (found.events ?? []).map(({ bytes }) => decodeEvent(bytes)) : [];
  return events.flatMap((event) => (event?.t === 'battle' ? [event.now] : []));
}
export const states = async (room: LiveRoom) => (await told(room)).map(({ state }) => state);
export const challengeSeen = async (room: LiveRoom) =>
  JSON.parse((await stores.control.hget(roomKeys(room.id).state, 'challenge')) ?? '{}');
/** A gift that is in the ledger and comes to its room. */
export async function project(room: LiveRoom, coins: bigint, acceptedAtMs: number, sequence: number) {
  const giver = testPerson('maya');
  ledger.coins.set(room.id, (ledger.coins.get(room.id) ?? 0n) + coins);
  const facts = { shard: 1, epoch: 1, sequence, tx: `${sequence}`, event: new Uint8Array(0), acceptedAtMs };
  await stores
    .rooms(room.id)
    .projectGifts(room.id, [
      { ...facts, account: giver.account, name: giver.name, coins, earned: 0n, payee: room.host.subject },
    ]);
  return giver;
}

/** From now on this origin goes by other parts. */
export function replaceParts(parts: Partial<RealOrigin['deps']>): void {
  deps = { ...deps, ...parts };
}
