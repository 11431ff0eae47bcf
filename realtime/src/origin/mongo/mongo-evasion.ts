import { createHash } from 'node:crypto';
import type { AuditRecord } from '@halobuzz/core/api/admin';
import type { SharedSignal, SignalKind } from '@halobuzz/core/evasion/link-strength';
import { base32 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type { Evasion, KeptLink, LinkDecision } from '../evasion/evasion.ts';
import { appendAuditWithin } from './append-audit-within.ts';
import { transact } from './transact.ts';

interface SignalDocument {
  _id: string;
  accountId: string;
  kind: SignalKind;
  digest: string;
  firstAt: Date;
  lastAt: Date;
}

interface LinkDocument {
  _id: string;
  accountId: string;
  bannedId: string;
  strength: number;
  shared: SharedSignal[];
  state: KeptLink['state'];
  version: number;
  createdAt: Date;
  updatedAt: Date;
  decidedBy?: string;
  decidedAt?: Date;
  note?: string;
}

export function mongoEvasion(db: Db, clock: () => number): Evasion {
  const signals = db.collection<SignalDocument>('evasion_signals');
  const links = db.collection<LinkDocument>('evasion_links', { writeConcern: { w: 'majority', journal: true } });
  return {
    async note({ accountId, kind, digest }) {
      const at = new Date(clock());
      const set = { $set: { lastAt: at }, $setOnInsert: { accountId, kind, digest, firstAt: at } };
      await signals.updateOne({ _id: `${kind}:${digest}:${accountId}` }, set, { upsert: true });
    },
    async signalsOf(accountId) {
      const found = signals.find({ accountId }).sort({ lastAt: -1 }).limit(limits.evasionSignalsComparedMax);
      return (await found.toArray()).map(({ kind, digest }) => ({ kind, digest }));
    },
    async sharersOf(kind, digest) {
      const found = signals.find({ kind, digest }, { projection: { accountId: 1 } }).sort({ lastAt: -1 });
      return (await found.limit(limits.evasionSharersMax + 1).toArray()).map(({ accountId }) => accountId);
    },
    async banned(accountIds) {
      const users = db.collection<{ _id: string; isBanned: boolean }>('users');
      const found = await users.find({ _id: { $in: [...accountIds] } }, { projection: { isBanned: 1 } }).toArray();
      return new Set(found.flatMap(({ _id, isBanned }) => (isBanned ? [_id] : [])));
    },
    async put({ accountId, bannedId, strength, shared }) {
      const at = new Date(clock());
      const what = { strength, shared: shared.map((one) => ({ ...one })), updatedAt: at };
      const _id = `${accountId}:${bannedId}`;
      const first = { accountId, bannedId, state: 'open' as const, createdAt: at };
      try {
        await links.updateOne(
          // The same again changes nothing: whoever looks at it is not sent back for that.
          { _id, state: 'open', strength: { $ne: what.strength } },
          { $set: what, $inc: { version: 1 }, $setOnInsert: first },
          { upsert: true },
        );
      } catch (error) {
        // It is there, decided or as it was.
        if (!isDuplicateKey(error)) throw error;
      }
    },
    async queue(state, viewer, after, limit) {
      const place =
        after === undefined
          ? {}
          : { $or: [{ strength: { $lt: after.strength } }, { strength: after.strength, _id: { $gt: after.id } }] };
      const found = links
        .find({ state, ...withoutThem(viewer), ...place })
        .sort({ strength: -1, _id: 1 })
        .hint('queue')
        .limit(limit);
      return (await found.toArray()).map(linkOf);
    },
    async of(accountId, viewer, limit) {
      if (accountId === viewer) return [];
      const [own, others] = await Promise.all([
        links
          .find({ accountId, bannedId: { $ne: viewer } })
          .sort({ _id: 1 })
          .limit(limit)
          .toArray(),
        links
          .find({ bannedId: accountId, accountId: { $ne: viewer } })
          .sort({ _id: 1 })
          .limit(limit)
          .toArray(),
      ]);
      return [...own, ...others].slice(0, limit).map(linkOf);
    },
    decide: (id, decision) =>
      transact(db, async (session) => {
        const { by, version, outcome, note } = decision;
        const at = new Date(clock());
        const changed = await links.findOneAndUpdate(
          { _id: id, state: 'open', version, accountId: { $ne: by }, bannedId: { $ne: by } },
          { $set: { state: outcome, decidedBy: by, decidedAt: at, note, updatedAt: at }, $inc: { version: 1 } },
          { session, returnDocument: 'after' },
        );
        if (changed !== null) {
          await appendAuditWithin(db, session, auditOf(changed, decision, at));
          return linkOf(changed);
        }
        const known = await links.findOne({ _id: id }, { session });
        if (known === null) return 'absent';
        if (known.accountId === by || known.bannedId === by) return 'forbidden';
        return known.state === outcome && known.decidedBy === by ? linkOf(known) : 'conflict';
      }),
  };
}

function withoutThem(viewer: string) {
  return { accountId: { $ne: viewer }, bannedId: { $ne: viewer } };
}

function auditOf(link: LinkDocument, { by, outcome, reason }: LinkDecision, at: Date): AuditRecord {
  const digest = createHash('sha256').update(`link:${link._id}:${link.version}`).digest();
  return {
    ...{ id: `au_${base32(digest.subarray(0, 16))}`, atMs: at.getTime(), actor: by, action: 'link.decided' },
    ...{ subject: link.accountId, reason, details: { banned: link.bannedId, outcome } },
  };
}

function linkOf(document: LinkDocument): KeptLink {
  const { _id, accountId, bannedId, strength, shared, state, version, decidedBy, note } = document;
  return {
    ...{ id: _id, accountId, bannedId, strength, shared, state, version, decidedBy, note },
    ...{ atMs: document.createdAt.getTime(), decidedAtMs: document.decidedAt?.getTime() },
  };
}
