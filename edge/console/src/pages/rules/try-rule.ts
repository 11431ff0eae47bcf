import type { Finding, FraudPreview } from '@halobuzz/core/api/fraud';
import type { FraudRuleBody } from '@halobuzz/core/fraud/fraud-rule';

/** One page of a preview. */
export type AskPreview = (body: FraudRuleBody, days: number, after: string | undefined) => Promise<FraudPreview>;

/** What a rule would have found: all by their ids, some to look at. */
export interface Trial {
  readonly ids: ReadonlySet<string>;
  readonly shown: ReadonlyMap<string, Finding>;
}

export interface Compared {
  readonly both: number;
  readonly onlyNew: number;
  readonly onlyOld: number;
  /** Those to look at, the highest score first. */
  readonly shown: readonly { readonly finding: Finding; readonly by: 'both' | 'new' | 'old' }[];
}

export interface TryOptions {
  readonly days: number;
  /** Told after every page how many hourly sums were looked at so far. */
  readonly onProgress: (looked: number) => void;
  readonly isStopped: () => boolean;
}

/** Goes through the days page by page. Undefined: it was stopped. */
export async function tryRule(ask: AskPreview, body: FraudRuleBody, options: TryOptions): Promise<Trial | undefined> {
  const ids = new Set<string>();
  const shown = new Map<string, Finding>();
  let looked = 0;
  let after: string | undefined;
  do {
    if (options.isStopped()) return undefined;
    const page = await ask(body, options.days, after);
    for (const id of page.ids) ids.add(id);
    for (const finding of page.shown) shown.set(finding.id, finding);
    looked += page.looked;
    options.onProgress(looked);
    // A page that leads to itself would never end.
    if (page.next !== undefined && page.next === after) break;
    after = page.next;
  } while (after !== undefined);
  return { ids, shown };
}

/** What changes by the new rule: findings are the same when they are about the same people on the same day. */
export function compareTrials(next: Trial, before: Trial): Compared {
  const both = [...next.ids].filter((id) => before.ids.has(id)).length;
  const all = new Map([...before.shown, ...next.shown]);
  const shown = [...all.values()].map((finding) => {
    const [isNew, isOld] = [next.ids.has(finding.id), before.ids.has(finding.id)];
    return { finding, by: isNew && isOld ? ('both' as const) : isNew ? ('new' as const) : ('old' as const) };
  });
  shown.sort((a, b) => b.finding.score - a.finding.score || (a.finding.id < b.finding.id ? -1 : 1));
  return { both, onlyNew: next.ids.size - both, onlyOld: before.ids.size - both, shown };
}
