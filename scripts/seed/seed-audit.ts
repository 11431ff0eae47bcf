import type { AuditAction, AuditRecord } from '@halobuzz/core/api/admin';
import type { Db } from 'mongodb';
import { auditGenesis } from '../../realtime/src/origin/audit/audit-chain.ts';
import { auditDocumentOf, auditDocuments } from '../../realtime/src/origin/mongo/mongo-audit.ts';
import { accountOf, insertOnce, oneOf, opaqueIdOf, pick, type SeedWorld, timeOf } from './seeded.ts';

const actions = [
  ...(['account.looked_up', 'account.banned', 'account.unbanned', 'finance.read'] as const),
  ...(['report.decided', 'appeal.decided', 'sanction.set', 'audit.read'] as const),
] as const satisfies readonly AuditAction[];
const staff = 50;
const chunk = 2_000;

/** Acts of a staff of fifty, in one chain that holds. Needs a log without records, or those of the same world. */
export async function seedAudit(db: Db, world: SeedWorld, count: number): Promise<void> {
  let previous = auditGenesis;
  for (let at = 0; at < count; at += chunk) {
    const documents = Array.from({ length: Math.min(chunk, count - at) }, (_, n) => {
      const document = auditDocumentOf(recordOf(world, at + n, count), at + n + 1, previous);
      previous = document.hash;
      return document;
    });
    await insertOnce(auditDocuments(db), documents);
  }
}

function recordOf(world: SeedWorld, n: number, count: number): AuditRecord {
  return {
    ...{ id: opaqueIdOf(world, 'au', n), atMs: timeOf(world, n, count), action: oneOf(world, n, 30, actions) },
    actor: accountOf(world, pick(world, n, 31, Math.min(staff, world.users))),
    subject: accountOf(world, pick(world, n, 32, world.users)),
    ...{ reason: `as request ${n} asked`, requestId: `rq_${n}` },
  };
}
