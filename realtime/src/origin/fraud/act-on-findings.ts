import type { AuditRecord } from '@halobuzz/core/api/admin';
import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Unprofiled } from '../privacy/requests/unprofiled.ts';
import { auditIdOf, sourceOf } from './findings.ts';
import { type DecisionDoc, type FindingDoc, fraudFindings } from './fraud-collections.ts';
import type { WalletControlsService } from './wallet-controls.ts';

export interface ActDeps {
  readonly db: Db;
  readonly controls: Pick<WalletControlsService, 'freeze' | 'unfreeze' | 'holdPayouts' | 'releasePayouts'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly unprofiled: Pick<Unprofiled, 'among'>;
}

/**
 * Carries out what findings ask for and what was decided about them, oldest first. @returns how many
 */
export async function actOnFindings(deps: ActDeps): Promise<number> {
  const findings = await fraudFindings(deps.db)
    .find({ acted: false })
    .sort({ at: 1 })
    .limit(limits.fraudActionsBatchMax)
    .toArray();
  for (const finding of findings) await actOn(deps, finding);
  return findings.length;
}

/**
 * Stops, or lifts what was stopped; then the audit records; then the mark, unless somebody decided meanwhile. Every step
 * can be repeated, so after a crash the whole of it is. Who objected to decisions by rules alone is stopped once a person
 * has confirmed the finding.
 */
export async function actOn({ db, controls, audit, unprofiled }: ActDeps, finding: FindingDoc): Promise<void> {
  const { _id, ruleId, action, revision } = finding;
  const source = sourceOf(_id);
  const isOver = finding.status === 'dismissed';
  const concerned = stoppedBy(finding);
  const waiting = finding.status === 'open' ? await unprofiled.among(concerned) : new Set<string>();
  for (const subject of concerned.filter((one) => !waiting.has(one))) {
    const stop = { source, reason: ruleId, by: 'system' };
    if (action === 'freeze') await (isOver ? controls.unfreeze(subject, source) : controls.freeze(subject, stop));
    else await (isOver ? controls.releasePayouts(subject, source) : controls.holdPayouts(subject, stop));
  }
  await audit.append(foundRecord(finding));
  if (finding.decision !== null) await audit.append(decidedRecord(finding, finding.decision));
  await fraudFindings(db).updateOne({ _id, revision }, { $set: { acted: true } });
}

/** Whom a finding's action stops: a freeze those who paid, a hold of payouts those who earned. */
export function stoppedBy({
  action,
  givers,
  earners,
}: Pick<FindingDoc, 'action' | 'givers' | 'earners'>): readonly string[] {
  if (action === 'freeze') return givers;
  if (action === 'hold_payouts') return earners.length > 0 ? earners : givers;
  return [];
}

function foundRecord({ _id, at, ruleId, version, action, score, numbers }: FindingDoc): AuditRecord {
  return {
    id: auditIdOf('fraud.found', _id),
    atMs: at.getTime(),
    actor: 'system',
    action: 'fraud.found',
    subject: _id,
    details: { ...numbers, rule: ruleId, version, action, score },
  };
}

function decidedRecord({ _id, ruleId, version, status, asked }: FindingDoc, decision: DecisionDoc): AuditRecord {
  return {
    id: auditIdOf('fraud.decided', _id, decision.at.getTime()),
    atMs: decision.at.getTime(),
    actor: decision.by,
    action: 'fraud.decided',
    subject: _id,
    reason: decision.reason,
    details: { rule: ruleId, version, outcome: status, ...(asked === null ? {} : { askedBy: asked.by }) },
  };
}
