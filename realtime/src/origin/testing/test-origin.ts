import type { NodeRecord, Revocation } from '@halobuzz/core/api/internal';
import { Registry } from 'prom-client';
import type { WalletPort, WalletResult } from '../../ledger/wallet-port.ts';
import { createOriginApp, type OriginDeps } from '../app.ts';
import { routeMetrics } from '../http/observe.ts';
import { createAssertionVerifier } from '../http/service-assertion.ts';
import { allOn } from './all-on.ts';
import { createEdgeSigner, type EdgeRequest } from './edge-signer.ts';
import {
  countingRandom,
  memoryDeadlines,
  memoryIdempotency,
  memoryLedgerReads,
  memoryLivestreams,
  memoryReplayGuard,
  memoryRooms,
  noImages,
  noMedia,
  noNotifications,
  noRules,
  nothingListed,
  recordLog,
  strangers,
  uncached,
  unwatched,
} from './fakes.ts';
import { firstCatalogue } from './first-catalogue.ts';
import { noAuditChecks } from './no-audit-checks.ts';
import { noBattles } from './no-battles.ts';
import { noCases } from './no-cases.ts';
import { noDecisions } from './no-decisions.ts';
import { noPayments } from './no-payments.ts';
import { noPayouts } from './no-payouts.ts';
import { noConsents, noErasures, noPrivacyRequests } from './no-privacy.ts';
import { noSettings } from './no-settings.ts';

/** A wallet that remembers what was submitted and answers what it is told to. */
export function scriptedWallet(): WalletPort & {
  answers: WalletResult[];
  hot: bigint | undefined;
  readonly submitted: string[];
} {
  const submitted: string[] = [];
  return {
    answers: [],
    hot: 0n,
    submitted,
    async submit(intent) {
      const known = submitted.includes(intent.tx);
      submitted.push(intent.tx);
      const { amount } = intent;
      return (
        this.answers.shift() ?? { kind: known ? 'exists' : 'created', balance: amount, epoch: 1, sequence: 1, amount }
      );
    },
    async find() {
      return { kind: 'absent' };
    },
    async post(intent, fingerprint, isCommitted) {
      if (await isCommitted(intent.tx)) return { kind: 'committed' };
      return this.submit(intent, fingerprint, new Uint8Array(0));
    },
    async balance() {
      return this.hot;
    },
    async state() {
      const free = { owed: 0n, spentToday: 0n, heldCoins: 0n, heldUntilMs: 0, dailyCap: undefined, frozen: false };
      return this.hot === undefined ? undefined : { coins: this.hot, ...free };
    },
    async setControls() {
      return true;
    },
  };
}

/** The whole app over fakes, with a clock that stands still until a test moves it. */
export async function createTestOrigin(overrides: Partial<OriginDeps> = {}) {
  const time = { nowMs: 1_800_000_000_000 };
  const clock = (): number => time.nowMs;
  const signer = await createEdgeSigner(clock);
  const registry = new Registry();
  const nodes: NodeRecord[] = [];
  const revoked: Revocation[] = [];
  const fakes = {
    livestreams: memoryLivestreams(),
    rooms: memoryRooms(clock),
    deadlines: memoryDeadlines(),
    wallet: scriptedWallet(),
    ledger: memoryLedgerReads(),
    log: recordLog(),
    banned: new Set<string>(),
    nodes,
    revoked,
  };
  const deps: OriginDeps = {
    clock,
    random: countingRandom(),
    log: fakes.log,
    livestreams: fakes.livestreams,
    rooms: fakes.rooms,
    deadlines: fakes.deadlines,
    nodePicture: { alive: async () => fakes.nodes },
    europeanRooms: 'may_leave',
    catalogue: firstCatalogue(),
    publishGifts: async () => false,
    accounts: {
      ...{ apply: async () => true, knownIds: async () => [], moderatesEveryRoom: async () => false },
      mayBroadcast: async (id) => !fakes.banned.has(id),
    },
    revocations: {
      async publish(revocation) {
        fakes.revoked.push(revocation);
        return `1-${fakes.revoked.length}`;
      },
      async publishAll(revocations) {
        fakes.revoked.push(...revocations);
      },
      restrict: async () => undefined,
    },
    ...strangers,
    ...noAuditChecks,
    ...noRules,
    ...nothingListed,
    ...noBattles,
    ...noImages,
    ...noMedia,
    ...noNotifications,
    ...noConsents,
    ...noPrivacyRequests,
    ...noCases,
    ...noSettings,
    ...noErasures,
    ...noDecisions,
    ...unwatched,
    ...allOn,
    cache: uncached,
    leaderboards: { read: async () => ({ entries: [], own: undefined }) },
    wallet: fakes.wallet,
    payment: noPayments(fakes.wallet, clock),
    ...noPayouts(fakes.wallet, noPayments(fakes.wallet, clock), clock),
    ledger: fakes.ledger,
    idempotency: memoryIdempotency(clock),
    isDrained: async () => true,
    readHeads: async () => [{ shard: 3, epoch: 1, sequence: 7 }],
    readProjected: async () => [{ shard: 3, epoch: 1, sequence: 7 }],
    spillAtViewers: 5,
    devGrants: true,
    verifyAssertion: createAssertionVerifier({ keys: signer.keys, clock, replay: memoryReplayGuard() }),
    observeRoute: routeMetrics(registry),
    platformStatus: async () => ({
      ...{ at: new Date(clock()).toISOString(), regions: [], stepSeconds: 60, points: [] },
      parts: { ledger: 'up', database: 'up', rooms: 'up', wallets: 'up', media: 'off' },
    }),
    ...overrides,
  };
  const app = createOriginApp(deps);
  return {
    app,
    deps,
    fakes,
    signer,
    registry,
    time,
    /** Sends a signed request; the parsed body comes along. */
    async call(target: string, request: EdgeRequest = {}) {
      const response = await app.request(await signer.request(target, request));
      const body: unknown = await response.json();
      return { status: response.status, headers: response.headers, body };
    },
  };
}

export type TestOrigin = Awaited<ReturnType<typeof createTestOrigin>>;
