import type { AuditAction } from '@halobuzz/core/api/admin';
import type { CatalogueContent, CatalogueKind, CataloguePut } from '@halobuzz/core/api/catalogue';
import { replacedAtMs } from '@halobuzz/core/catalogue/on-sale';
import { leapsInPrice } from '@halobuzz/core/catalogue/price-change';
import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import type { CatalogueChange, CatalogueStore, StoredVersion } from './catalogue-store.ts';
import { unitPrices } from './unit-prices.ts';

export interface ChangeDeps {
  readonly catalogue: CatalogueStore;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

/** Who changes what. */
export interface Change {
  readonly kind: CatalogueKind;
  readonly id: string;
  readonly by: string;
  readonly requestId: string;
  readonly reason: string;
}

const kindOfContent = { gifts: 'gift', packages: 'package' } as const;

/**
 * Makes the version after `after`, which takes the place of drafts before it; published at once, at a time, or kept as a
 * draft. Where its price leaps it waits for a second person.
 * @throws AppError `conflict` with who was first, `validation_failed` with the fields
 */
export function putVersion(deps: ChangeDeps, change: Change, put: CataloguePut): Promise<StoredVersion> {
  const { kind, id } = change;
  const { content, after, draft, from } = put;
  if (content.kind !== kindOfContent[kind]) throw invalidField('content.kind', `must be ${kindOfContent[kind]}`);
  return acting(deps, change, async (step) => {
    await assertNewest(step.tx, id, after);
    await assertSound(step, content, after === 0);
    const fromMs = timeOf(from, step.nowMs);
    assertTimes(content, fromMs ?? step.nowMs, step.nowMs);
    const made = { id, version: after + 1, withdrawn: false, content, fromMs, endsMs: undefined };
    const version: StoredVersion = { ...made, status: 'draft', history: [step.act('made')] };
    await step.tx.insert(version);
    await discardOlder(step, version);
    await step.note('catalogue.version_made', version);
    return draft ? version : publishOrAsk(step, version);
  });
}

/** Takes it off sale, at once, by a version that says so. @throws AppError `not_found`, `conflict` */
export function withdraw(deps: ChangeDeps, change: Change, after: number): Promise<StoredVersion> {
  return acting(deps, change, async (step) => {
    const newest = await assertNewest(step.tx, change.id, after);
    if (newest === undefined) throw new AppError('not_found');
    const [last] = await step.tx.heldSince(change.id, step.nowMs);
    if (last === undefined || last.withdrawn) throw new AppError('conflict');
    const made = { id: change.id, version: after + 1, withdrawn: true, content: last.content, endsMs: undefined };
    const version: StoredVersion = { ...made, status: 'draft', fromMs: undefined, history: [step.act('made')] };
    await step.tx.insert(version);
    await discardOlder(step, version);
    return publish(step, version, 'catalogue.withdrawn');
  });
}

/** Publishes a draft. @throws AppError `not_found`, `conflict` when it is none any more, or not the newest */
export function publishDraft(
  deps: ChangeDeps,
  change: Change & { readonly version: number },
  from: string | undefined,
): Promise<StoredVersion> {
  return acting(deps, change, async (step) => {
    const draft = await known(step.tx, change.id, change.version);
    await assertNewest(step.tx, change.id, change.version);
    if (draft.status !== 'draft') throw conflictWith(draft);
    const fromMs = timeOf(from, step.nowMs) ?? draft.fromMs;
    assertTimes(draft.content, fromMs ?? step.nowMs, step.nowMs);
    await assertSound(step, draft.content, false);
    return publishOrAsk(step, { ...draft, fromMs });
  });
}

/**
 * The second person's answer. @throws AppError `not_found`, `approval_own` for whoever made or asked for it, `conflict`
 * when it waits no more
 */
export function decideVersion(
  deps: ChangeDeps,
  change: Change & { readonly version: number },
  outcome: 'approved' | 'rejected',
): Promise<StoredVersion> {
  return acting(deps, change, async (step) => {
    const waiting = await known(step.tx, change.id, change.version);
    if (waiting.status !== 'waiting') throw conflictWith(waiting);
    if (waiting.history.some(({ by }) => by === change.by)) throw new AppError('approval_own');
    const decided = { ...waiting, history: [...waiting.history, step.act(outcome)] };
    if (outcome === 'approved') return publish(step, decided, 'catalogue.approved');
    const rejected: StoredVersion = { ...decided, status: 'rejected' };
    await step.tx.update(rejected.id, rejected.version, rejected);
    await step.note('catalogue.rejected', rejected);
    return rejected;
  });
}

/** Throws away what does not hold yet: a draft, one that waits, or one of a later time. @throws AppError `not_found`, `conflict` */
export function discardVersion(
  deps: ChangeDeps,
  change: Change & { readonly version: number },
): Promise<StoredVersion> {
  return acting(deps, change, async (step) => {
    const stored = await known(step.tx, change.id, change.version);
    const isLater = stored.status === 'published' && stored.fromMs !== undefined && stored.fromMs > step.nowMs;
    if (!isLater && stored.status !== 'draft' && stored.status !== 'waiting') throw conflictWith(stored);
    const discarded = await discard(step, stored);
    if (isLater) await settleEnds(step, change.id);
    await step.note('catalogue.discarded', discarded);
    return discarded;
  });
}

/** One transaction: what is read, written and told of in it. */
interface Step {
  readonly tx: CatalogueChange;
  readonly change: Change;
  readonly nowMs: number;
  act(act: StoredVersion['history'][number]['act']): StoredVersion['history'][number];
  note(action: AuditAction, version: StoredVersion): Promise<void>;
}

function acting<T>(
  { catalogue, clock, random }: ChangeDeps,
  change: Change,
  work: (step: Step) => Promise<T>,
): Promise<T> {
  const { kind, id, by, reason, requestId } = change;
  return catalogue.change(kind, (tx) => {
    const nowMs = clock();
    return work({
      ...{ tx, change, nowMs },
      act: (act) => ({ act, by, atMs: nowMs, reason }),
      note: (action, { version, status, content, fromMs }) =>
        tx.audit({
          ...{ id: newOpaqueId('au', random), atMs: nowMs, actor: by, action, subject: `${content.kind}:${id}` },
          ...{ reason, requestId },
          details: {
            ...{ version, status, coins: content.coins },
            ...(fromMs === undefined ? {} : { from: new Date(fromMs).toISOString() }),
          },
        }),
    });
  });
}

async function publishOrAsk(step: Step, version: StoredVersion): Promise<StoredVersion> {
  const { nowMs, tx } = step;
  const earlier = (await tx.heldSince(version.id, nowMs - limits.cataloguePriceWindowMs)).filter(
    (one) => one.version !== version.version,
  );
  if (!needsSecond(version.content, earlier)) {
    return publish(step, { ...version, history: [...version.history, step.act('published')] }, 'catalogue.published');
  }
  const waiting: StoredVersion = { ...version, status: 'waiting', history: [...version.history, step.act('asked')] };
  await tx.update(waiting.id, waiting.version, waiting);
  await step.note('catalogue.asked', waiting);
  return waiting;
}

/**
 * Coins are sold for money, so that a new package, or another product of a store, takes two people like a price that
 * leaps. A gift moves coins that were bought: its first price takes one.
 */
function needsSecond(content: CatalogueContent, earlier: readonly StoredVersion[]): boolean {
  if (content.kind === 'package') {
    const [last] = earlier;
    if (last === undefined || last.content.kind !== 'package') return true;
    const { appleProduct, googleProduct } = last.content;
    if (content.appleProduct !== appleProduct || content.googleProduct !== googleProduct) return true;
  }
  return leapsInPrice(
    unitPrices(content),
    earlier.flatMap((one) => unitPrices(one.content)),
  );
}

async function publish(step: Step, version: StoredVersion, action: AuditAction): Promise<StoredVersion> {
  const fromMs = Math.max(version.fromMs ?? step.nowMs, step.nowMs);
  const published: StoredVersion = { ...version, status: 'published', fromMs };
  await step.tx.update(published.id, published.version, published);
  await settleEnds(step, published.id);
  await step.note(action, published);
  return published;
}

/** When each version ends follows from those that are published; ones that have ended stay as they are. */
async function settleEnds({ tx, nowMs }: Step, id: string): Promise<void> {
  const held = await tx.heldSince(id, nowMs);
  const offers = held.map(({ version, fromMs = 0 }) => ({ version, fromMs }));
  for (const stored of held) {
    const endMs = replacedAtMs(offers, stored);
    const endsMs = Number.isFinite(endMs) ? endMs : undefined;
    if (endsMs !== stored.endsMs) await tx.update(id, stored.version, { ...stored, endsMs });
  }
}

async function discardOlder(step: Step, { id, version }: StoredVersion): Promise<void> {
  for (const older of await step.tx.openBefore(id, version)) {
    await step.note('catalogue.discarded', await discard(step, older));
  }
}

async function discard(step: Step, stored: StoredVersion): Promise<StoredVersion> {
  const discarded: StoredVersion = {
    ...stored,
    status: 'discarded',
    history: [...stored.history, step.act('discarded')],
  };
  await step.tx.update(stored.id, stored.version, discarded);
  return discarded;
}

async function known(tx: CatalogueChange, id: string, version: number): Promise<StoredVersion> {
  const stored = await tx.get(id, version);
  if (stored === undefined) throw new AppError('not_found');
  return stored;
}

async function assertNewest(tx: CatalogueChange, id: string, after: number): Promise<StoredVersion | undefined> {
  const newest = await tx.newest(id);
  if ((newest?.version ?? 0) === after) return newest;
  if (newest === undefined) throw new AppError('not_found');
  throw conflictWith(newest);
}

/** Says what is there now, and whose it is. */
function conflictWith({ version, status, history }: StoredVersion): AppError {
  const last = history.at(-1);
  const whose = last === undefined ? '' : ` by ${last.by} at ${new Date(last.atMs).toISOString()}`;
  return new AppError('conflict', { errors: [{ field: 'after', message: `version ${version} is ${status}${whose}` }] });
}

/** What no schema can see: that there is room, that products are one package's alone, that the picture is there. */
async function assertSound({ tx, change }: Step, content: CatalogueContent, isNew: boolean): Promise<void> {
  if (isNew) {
    const max = change.kind === 'gifts' ? limits.catalogueGiftsMax : limits.coinPackagesMax;
    if ((await tx.ids()) >= max) throw invalidField('id', `there are ${max} of them, and no more can be`);
  }
  if (content.kind === 'gift') {
    if (content.image !== undefined && !(await tx.keepImage(content.image))) {
      throw invalidField('content.image', 'is no picture that was sent for a gift');
    }
    return;
  }
  for (const store of ['appleProduct', 'googleProduct'] as const) {
    const owner = await tx.ownerOfProduct(store, content[store], change.id);
    if (owner !== undefined) throw invalidField(`content.${store}`, `belongs to the package ${owner}`);
  }
}

function timeOf(from: string | undefined, nowMs: number): number | undefined {
  if (from === undefined) return undefined;
  const fromMs = Date.parse(from);
  if (fromMs <= nowMs) throw invalidField('from', 'must lie ahead');
  if (fromMs > nowMs + limits.catalogueAheadMs) throw invalidField('from', 'lies too far ahead');
  return fromMs;
}

function assertTimes({ until }: CatalogueContent, fromMs: number, nowMs: number): void {
  if (until === undefined) return;
  const untilMs = Date.parse(until);
  if (untilMs <= fromMs) throw invalidField('content.until', 'must lie behind its beginning');
  if (untilMs > nowMs + 2 * limits.catalogueAheadMs) throw invalidField('content.until', 'lies too far ahead');
}
