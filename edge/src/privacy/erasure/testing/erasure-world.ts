import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { erasurePaths } from '@halobuzz/core/api/internal-erasure';
import { limits } from '@halobuzz/core/limits';
import { replayErasuresRequestSchema } from '@halobuzz/core/operator';
import { type Answer, bindings, type CallOptions, call } from '../../../../testing/edge-client.ts';
import type { FakeOrigin } from '../../../../testing/fake-origin.ts';
import type { createServices } from '../../../services.ts';
import { PrivacyContext } from '../../privacy-context.ts';
import { readPlan } from '../erasure-store.ts';
import type { PerformStep } from '../perform-step.ts';
import { replayErasures } from '../replay-erasures.ts';
import { runErasure } from '../run-erasure.ts';

export const nothingLeft = {
  ...{ obstacles: [], coins: '0', diamonds: '0', heldDiamonds: '0', owedCoins: '0' },
  ...{ payoutMinimumDiamonds: '1000', live: false },
};

/** Answers as an origin does that has nothing in the way, but for what is given. Every step is done by its second piece. */
export function answerErasures(
  origin: FakeOrigin,
  outlook: object = nothingLeft,
): { readonly steps: string[]; readonly subjects: string[] } {
  const steps: string[] = [];
  const subjects: string[] = [];
  origin.answers = ({ body }, path) => {
    if (path === erasurePaths.outlook) return { data: outlook };
    if (path === '/internal/v1/images/doomed') return { data: { keys: [] } };
    if (path === erasurePaths.subjects) {
      subjects.push(...(body as { subjects: string[] }).subjects); // As below.
      return { data: { done: true, waits: false, counts: {} } };
    }
    if (path === erasurePaths.failures) return { data: {} };
    if (path !== erasurePaths.steps) return undefined;
    const { step } = body as { step: string }; // The edge makes these bodies, and the schema of the real one checks them.
    steps.push(step);
    const done = steps.filter((one) => one === step).length > 1;
    return { data: { done, waits: false, counts: { documents: 1 } } };
  };
  return { steps, subjects };
}

export const accountOf = (id: string) => bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(id));
export const privacyOf = (id: string) => bindings.PRIVACY.get(bindings.PRIVACY.idFromName(id));

export function askFor(token: string, username: string, more: object = {}): Promise<Answer> {
  const options: CallOptions = { token, body: { handle: username, ...more } };
  return call('POST', '/privacy/erasure', options);
}

/** Makes everything about the erasure as much older as its window is long. */
export async function endWindow(accountId: string): Promise<void> {
  await runInDurableObject(accountOf(accountId), (_one, { storage }) => {
    storage.sql.exec('UPDATE erasure SET cancel_until = cancel_until - ?', limits.erasureWindowMs);
  });
  await runInDurableObject(privacyOf(accountId), (_one, { storage }) => {
    storage.sql.exec('UPDATE erasure SET next_at = 0');
    return storage.deleteAlarm();
  });
}

/** Fires the alarm until the erasure is over, whatever pauses it asks for. */
export async function runToEnd(accountId: string): Promise<void> {
  for (let rounds = 0; rounds < 100; rounds += 1) {
    await runInDurableObject(privacyOf(accountId), (_one, { storage }) => {
      storage.sql.exec('UPDATE erasure SET next_at = 0');
      return storage.setAlarm(Date.now() + 60_000);
    });
    await runDurableObjectAlarm(privacyOf(accountId));
    const plan = await planOf(accountId);
    if (plan === undefined || plan.state === 'done') return;
  }
  throw new Error('the erasure never ended');
}

export const planOf = (accountId: string) =>
  runInDurableObject(privacyOf(accountId), (_one, { storage }) => readPlan(storage.sql));

/** One piece, with another way to take a step. */
export function runPiece(accountId: string, perform: PerformStep): Promise<void> {
  return runInDurableObject(privacyOf(accountId), async (_one, state) => {
    state.storage.sql.exec('UPDATE erasure SET next_at = 0');
    // Without a job the alarm stays off: it would take the next piece before the test does.
    await state.storage.deleteAlarm();
    await runErasure(new PrivacyContext(state, bindings, []), perform);
  });
}

/** Every value in every table of an object, as one text. */
export function dumpOf(stub: DurableObjectStub): Promise<string> {
  // The pool's types want the class; nothing of it is used.
  return runInDurableObject(stub as DurableObjectStub<undefined>, (_one, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*'")
      .toArray();
    return tables
      .map(({ name }) => `${name}: ${JSON.stringify(storage.sql.exec(`SELECT * FROM "${name}"`).toArray())}`)
      .join('\n');
  });
}

/** Names, metadata and bytes of everything in a bucket, as one text. */
export async function bucketText(bucket: R2Bucket): Promise<string> {
  const { objects } = await bucket.list({ include: ['customMetadata', 'httpMetadata'] });
  const texts = objects.map(async ({ key, customMetadata, httpMetadata }) => {
    const bytes = await (await bucket.get(key))?.arrayBuffer();
    const text = new TextDecoder('latin1').decode(bytes ?? new ArrayBuffer(0));
    return `${key} ${JSON.stringify({ customMetadata, httpMetadata })} ${text}`;
  });
  return (await Promise.all(texts)).join('\n');
}

/** As the command does it, page after page. */
export async function replayAll(services: ReturnType<typeof createServices>) {
  let replayed = 0;
  for (let after: string | undefined, rounds = 0; ; rounds += 1) {
    if (rounds > 100) throw new Error('the replay never ended');
    const { next, ...page } = await replayErasures(
      services,
      replayErasuresRequestSchema.parse({ after }).after,
      'rq_1',
    );
    replayed += page.replayed;
    if (next === undefined) return { replayed };
    after = next;
  }
}
