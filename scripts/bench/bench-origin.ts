import { randomBytes } from 'node:crypto';
import { newAccountId, newOpaqueId, newSubjectId } from '@halobuzz/core/ids';
import { type Actor, SERVICE_ASSERTION_HEADER } from '@halobuzz/core/tokens';
import type { Redis } from 'ioredis';
import type { Db } from 'mongodb';
import { Registry } from 'prom-client';
import { createRoomStore } from '../../realtime/src/adapters/redis/room-redis.ts';
import type { WalletSession } from '../../realtime/src/adapters/redis/wallet-connection.ts';
import { createOriginApp } from '../../realtime/src/origin/app.ts';
import { composeOrigin } from '../../realtime/src/origin/compose-origin.ts';
import type { AssertionVerifier } from '../../realtime/src/origin/http/service-assertion.ts';
import { mongoSandboxPayments } from '../../realtime/src/origin/mongo/mongo-sandbox-payments.ts';
import { createSandbox } from '../../realtime/src/origin/payments/sandbox/sandbox-provider.ts';
import { everybodyChecked } from '../../realtime/src/origin/payouts/eligibility-checks.ts';
import { sandboxPayouts } from '../../realtime/src/origin/payouts/sandbox-provider.ts';
import { silentLog } from './bench-stores.ts';

const random = (length: number): Uint8Array => Uint8Array.from(randomBytes(length));

/**
 * The origin's own app over real stores, asked as an admin within this process. Signatures are left out: they cost the same
 * on every route, and lists are what is measured.
 */
export function openBenchOrigin({ db, control, wallets }: { db: Db; control: Redis; wallets: WalletSession }) {
  const roles: Actor['roles'] = ['viewer', 'admin'];
  const actor: Actor = {
    ...{ account: newAccountId('a', random), subject: newSubjectId(random), name: 'bench', country: 'NP', roles },
    ...{ session: newOpaqueId('se', random), emailVerified: true },
  };
  const sandbox = createSandbox(mongoSandboxPayments(db), { webhookSecrets: ['bench-sandbox'] }, Date.now);
  const deps = composeOrigin({
    ...{ db, control, rooms: createRoomStore([control]), wallets: { session: () => wallets } },
    ...{ keys: new Map(), registry: new Registry(), log: silentLog, clock: Date.now, random, spillAtViewers: 1_000 },
    ...{ devGrants: false, payments: { providers: [sandbox.provider], sandbox } },
    ...{ payouts: { provider: sandboxPayouts(db), checks: everybodyChecked } },
    media: { state: 'off', reason: 'a bench' },
  });
  const verifyAssertion: AssertionVerifier = async ({ method: htm, target: htu }) => {
    const iat = Math.floor(Date.now() / 1_000);
    return { iss: 'halobuzz-edge', aud: 'halobuzz-origin', htm, htu, bsh: '', jti: 'bench', iat, exp: iat + 30, actor };
  };
  const app = createOriginApp({ ...deps, verifyAssertion });
  return {
    async ask(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
      const answer = await app.request(path, { headers: { [SERVICE_ASSERTION_HEADER]: 'bench' } });
      const body: unknown = await answer.json();
      return { status: answer.status, body };
    },
  };
}
export type BenchOrigin = ReturnType<typeof openBenchOrigin>;
