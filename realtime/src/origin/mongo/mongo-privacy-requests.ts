import { correctsBirthDate } from '@halobuzz/core/api/privacy-requests';
import type { RandomBytes } from '@halobuzz/core/clock';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import type { Db, Filter } from 'mongodb';
import { monthsAfter } from '../privacy/requests/months-after.ts';
import type {
  PrivacyDecided,
  PrivacyDecision,
  PrivacyRequest,
  PrivacyRequests,
  RequestPoint,
} from '../privacy/requests/privacy-requests.ts';
import type { PlannedQuery } from './mongo-discovery.ts';
import { enterReportsOf } from './person-counters.ts';
import { transact } from './transact.ts';

export interface PrivacyRequestDocument {
  _id: string;
  accountId: string;
  kind: PrivacyRequest['kind'];
  about: PrivacyRequest['about'];
  text: string;
  state: PrivacyRequest['state'];
  createdAt: Date;
  dueAt: Date;
  waiting: boolean;
  carriedOut: boolean;
  birthDate?: string;
  extendedFor?: string;
  decidedAt?: Date;
  decidedBy?: string;
  reason?: string;
}

const lasting = { writeConcern: { w: 'majority', journal: true } } as const;
type Planned = Omit<PlannedQuery, 'filter'> & { readonly filter: Filter<PrivacyRequestDocument> };

/** Exported for the test that explains them. */
export function ownRequestsQuery(accountId: string, after: RequestPoint | undefined): Planned {
  return { filter: { accountId, ...behind('createdAt', after, '$lt') }, sort: { createdAt: -1, _id: -1 }, hint: 'own' };
}

export function requestQueueQuery(state: 'open' | 'decided', after: RequestPoint | undefined): Planned {
  return state === 'open'
    ? { filter: { waiting: true, ...behind('dueAt', after, '$gt') }, sort: { dueAt: 1, _id: 1 }, hint: 'waiting' }
    : {
        filter: { waiting: false, ...behind('decidedAt', after, '$lt') },
        sort: { decidedAt: -1, _id: -1 },
        hint: 'decided',
      };
}

/** {@link PrivacyRequests} in MongoDB. */
export function mongoPrivacyRequests(db: Db, clock: () => number, random: RandomBytes): PrivacyRequests {
  const requests = db.collection<PrivacyRequestDocument>('privacy_requests', lasting);

  async function list({ filter, sort, hint }: Planned, limit: number): Promise<readonly PrivacyRequest[]> {
    const found = requests
      .find(filter)
      .sort({ ...sort })
      .hint(hint)
      .limit(limit);
    return (await found.toArray()).map(requestOf);
  }

  return {
    open(accountId, asked) {
      const nowMs = clock();
      return transact(db, async (session) => {
        const { filter, hint } = ownRequestsQuery(accountId, undefined);
        const open = await requests
          .find({ ...filter, state: 'open' }, { session })
          .hint(hint)
          .toArray();
        const same = open.find(
          ({ kind, about, text }) => kind === asked.kind && about === asked.about && text === asked.text,
        );
        if (same !== undefined && same.birthDate === asked.birthDate) return { fresh: false, request: requestOf(same) };
        if (open.length >= limits.privacyRequestsOpenMax) return 'privacy_requests_full';
        const since = new Date(nowMs - limits.privacyRequestsWindowMs);
        // Withdrawn ones count: each is a row for good, and a mail.
        const lately = await requests.countDocuments(
          { accountId, createdAt: { $gt: since } },
          { session, hint, limit: limits.privacyRequestsMax },
        );
        if (lately >= limits.privacyRequestsMax) return 'rate_limited';
        const { birthDate, ...about } = asked;
        const document: PrivacyRequestDocument = {
          ...{ _id: newOpaqueId('pr', random), accountId, ...about, state: 'open', createdAt: new Date(nowMs) },
          dueAt: new Date(monthsAfter(nowMs, limits.privacyRequestMonthsMax)),
          ...{ waiting: true, carriedOut: !correctsBirthDate(asked) },
          ...(birthDate === undefined ? {} : { birthDate }),
        };
        // Orders the requests of an account: two at once never both slip under the bound.
        await enterReportsOf(db, accountId, nowMs, session);
        await requests.insertOne(document, { session });
        return { fresh: true, request: requestOf(document) };
      });
    },
    ofAccount: (accountId, after, limit) => list(ownRequestsQuery(accountId, after), limit),
    async withdraw(accountId, id) {
      const changed = await requests.findOneAndUpdate(
        { _id: id, accountId, state: 'open' },
        {
          $set: { state: 'withdrawn', waiting: false, carriedOut: true, decidedAt: new Date(clock()) },
          $unset: { birthDate: '' },
        },
        { returnDocument: 'after' },
      );
      if (changed !== null) return requestOf(changed);
      const known = await requests.findOne({ _id: id, accountId });
      if (known === null) return 'not_found';
      return known.state === 'withdrawn' ? requestOf(known) : 'conflict';
    },
    queue: (state, after, limit) => list(requestQueueQuery(state, after), limit),
    async decide(id, decision) {
      const known = await requests.findOne({ _id: id }, { readConcern: { level: 'majority' } });
      if (known === null) return 'not_found';
      if (known.accountId === decision.by) return 'approval_own';
      const repeated = repeatedDecision(known, decision);
      if (repeated !== undefined) return repeated;
      const changed = await requests.findOneAndUpdate(
        { _id: id, state: 'open', ...(decision.outcome === 'extended' ? { extendedFor: { $exists: false } } : {}) },
        changeOf(known, decision, clock()),
        { returnDocument: 'after' },
      );
      return changed === null ? 'conflict' : { fresh: true, request: requestOf(changed) };
    },
    async carriedOut(id) {
      const changed = await requests.findOneAndUpdate(
        { _id: id, state: 'granted' },
        { $set: { waiting: false, carriedOut: true }, $unset: { birthDate: '' } },
        { returnDocument: 'after' },
      );
      return changed === null ? undefined : requestOf(changed);
    },
    async waiting() {
      const nowMs = clock();
      const query = { waiting: true } as const;
      const [[first], [oldest], dueSoon] = await Promise.all([
        requests.find(query).hint('waiting').sort({ dueAt: 1, _id: 1 }).limit(1).toArray(),
        requests.find(query).hint('waiting').sort({ createdAt: 1 }).limit(1).toArray(),
        requests.countDocuments(
          { waiting: true, dueAt: { $lt: new Date(nowMs + limits.privacyRequestDueSoonMs) } },
          { hint: 'waiting' },
        ),
      ]);
      return {
        oldestMs: oldest === undefined ? 0 : nowMs - oldest.createdAt.getTime(),
        dueInMs: first === undefined ? undefined : first.dueAt.getTime() - nowMs,
        dueSoon,
      };
    },
  };
}

/** The same decision again, by whomever: answered as before. `conflict` for another one. */
function repeatedDecision(
  known: PrivacyRequestDocument,
  { outcome }: PrivacyDecision,
): PrivacyDecided | 'conflict' | undefined {
  if (known.state !== 'open') return known.state === outcome ? { fresh: false, request: requestOf(known) } : 'conflict';
  return outcome === 'extended' && known.extendedFor !== undefined ? 'conflict' : undefined;
}

function changeOf(known: PrivacyRequestDocument, { outcome, reason, by }: PrivacyDecision, nowMs: number) {
  if (outcome === 'extended') {
    // From when it came in: the law gives two months on top of the first.
    const months = limits.privacyRequestMonthsMax + limits.privacyRequestExtensionMonthsMax;
    return { $set: { extendedFor: reason, dueAt: new Date(monthsAfter(known.createdAt.getTime(), months)) } };
  }
  const waits = outcome === 'granted' && !known.carriedOut;
  return {
    $set: {
      ...{ state: outcome, waiting: waits, carriedOut: !waits },
      ...{ decidedAt: new Date(nowMs), decidedBy: by, reason },
    },
    ...(waits ? {} : { $unset: { birthDate: '' as const } }),
  };
}

function behind(
  field: 'createdAt' | 'dueAt' | 'decidedAt',
  after: RequestPoint | undefined,
  than: '$lt' | '$gt',
): Filter<PrivacyRequestDocument> {
  if (after === undefined) return {};
  const at = new Date(after.atMs);
  return { $or: [{ [field]: { [than]: at } }, { [field]: at, _id: { [than]: after.id } }] };
}

function requestOf(document: PrivacyRequestDocument): PrivacyRequest {
  const { _id, createdAt, dueAt, decidedAt, waiting: _waiting, ...rest } = document;
  return {
    ...rest,
    id: _id,
    createdAtMs: createdAt.getTime(),
    dueAtMs: dueAt.getTime(),
    decidedAtMs: decidedAt?.getTime(),
  };
}
