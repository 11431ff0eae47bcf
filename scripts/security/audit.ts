import { z } from 'zod';

/** Advisories that were looked at and accepted, each for a time: an exception without an end is a decision not to look. */
export interface AuditException {
  readonly advisory: string;
  readonly package: string;
  readonly reason: string;
  /** ISO date; from then on it counts again. */
  readonly until: string;
}
export const auditExceptions: readonly AuditException[] = [];

/** From this severity on an advisory fails the build. */
const FAILING = new Set(['high', 'critical']);

const advisorySchema = z.object({ title: z.string(), url: z.string(), severity: z.string() });
const reportSchema = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(
    z.string(),
    z.object({ severity: z.string(), via: z.array(z.union([z.string(), advisorySchema])) }),
  ),
});

export type AuditVerdict =
  /** The registry gave no report: no network, or a mirror without advisories. */
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'answered'; readonly failing: readonly string[]; readonly tolerated: number };

/** Reads what `npm audit --json` printed. @param today ISO date */
export function auditVerdict(
  output: string,
  today: string,
  exceptions: readonly AuditException[] = auditExceptions,
): AuditVerdict {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    return { kind: 'unanswered' };
  }
  const parsed = reportSchema.safeParse(value);
  if (!parsed.success) return { kind: 'unanswered' };
  const failing: string[] = [];
  let tolerated = 0;
  for (const [name, { via }] of Object.entries(parsed.data.vulnerabilities)) {
    for (const advisory of via) {
      // A name points to another entry, which holds the advisory itself.
      if (typeof advisory === 'string') continue;
      const excepted = exceptions.some(
        (entry) => entry.package === name && entry.advisory === advisory.url && today < entry.until,
      );
      if (excepted || !FAILING.has(advisory.severity)) tolerated += 1;
      else failing.push(`${name}: ${advisory.severity}: ${advisory.title} (${advisory.url})`);
    }
  }
  return { kind: 'answered', failing, tolerated };
}
