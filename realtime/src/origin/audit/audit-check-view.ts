import type { AuditCheck } from '@halobuzz/core/api/audit';
import type { AuditCheckState, AuditChecks, AuditPlace } from './audit-check.ts';

/** What staff are shown of the check; `noted`: a head that somebody wrote down elsewhere. */
export async function auditCheckView(
  checks: Pick<AuditChecks, 'at' | 'length'>,
  { walked, sinceMs, sound, broken }: AuditCheckState,
  noted: AuditPlace | undefined,
): Promise<AuditCheck> {
  return {
    verdict: broken !== undefined ? 'broken' : sound !== undefined ? 'sound' : 'unfinished',
    ...(broken === undefined
      ? {}
      : { broken: { sequence: broken.sequence, problem: broken.problem, at: isoOf(broken.atMs) } }),
    ...(sound === undefined ? {} : { sound: { records: sound.records, head: sound.head, at: isoOf(sound.atMs) } }),
    walked: { records: walked.sequence, since: isoOf(sinceMs) },
    records: await checks.length(),
    ...(noted === undefined ? {} : { noted: await standing(checks, noted) }),
  };
}

async function standing(checks: Pick<AuditChecks, 'at'>, { sequence, hash }: AuditPlace) {
  const found = await checks.at(sequence);
  return found === undefined ? 'missing' : found.hash === hash ? 'stands' : 'differs';
}

function isoOf(atMs: number): string {
  return new Date(atMs).toISOString();
}
