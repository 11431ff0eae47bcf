import type { Query } from '../../api/query-of.ts';

/** What the page's filters ask of the API: times of the reader's own zone become UTC; one that is no time is left out. */
export function auditQueryOf(
  values: Readonly<Record<'actor' | 'subject' | 'action' | 'requestId' | 'from' | 'to', string>>,
): Query {
  return { ...values, from: utcOf(values.from), to: utcOf(values.to) };
}

function utcOf(local: string): string | undefined {
  const at = new Date(local);
  return local === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
