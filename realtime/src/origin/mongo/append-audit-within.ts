import type { AuditRecord } from '@halobuzz/core/api/admin';
import type { ClientSession, Db } from 'mongodb';
import { auditGenesis } from '../audit/audit-chain.ts';
import { auditDocumentOf, auditDocuments } from './mongo-audit.ts';

/**
 * Within a transaction: chains a record to the audit log, so that neither it nor the act is ever without the other. Two
 * transactions behind the same record conflict, and the one that loses runs again from its beginning.
 */
export async function appendAuditWithin(db: Db, session: ClientSession, record: AuditRecord): Promise<void> {
  const collection = auditDocuments(db);
  const [last] = await collection.find({}, { session }).sort({ sequence: -1 }).limit(1).toArray();
  const [sequence, previous] = [Number(last?.sequence ?? 0) + 1, last?.hash ?? auditGenesis];
  await collection.insertOne(auditDocumentOf(record, sequence, previous), { session });
}
