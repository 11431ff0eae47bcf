import { type CachePlan, cachePlans } from '../../realtime/src/origin/cache/cache-plan.ts';
import { code, generatedNotice, page, table } from './markdown.ts';

/** What the page reads of the edge's rules; `edge-modules.ts` checks that they are there. */
export interface EdgeCaching {
  readonly cachingRules: Readonly<Record<string, EdgeRule>>;
  readonly assetRules: Readonly<Record<'hashed' | 'named', EdgeRule>>;
  readonly uncachedRule: EdgeRule;
  readonly purges: Readonly<Record<string, readonly string[]>>;
  readonly cacheControl: (rule: EdgeRule) => string;
  readonly varyOf: (rule: EdgeRule) => readonly string[];
}
interface EdgeRule {
  readonly kept: string;
  readonly edgeSeconds: number;
  readonly edgeStaleSeconds: number;
  readonly dependsOn: string;
  readonly signedIn: string;
  readonly tags: readonly string[];
}

/** docs/generated/caching.md: what is cached where and for how long. */
export function cachingPage(edge: EdgeCaching): string {
  return page([
    generatedNotice,
    '# What is cached where, and for how long',
    'Sources: `edge/src/http/caching.ts` and `realtime/src/origin/cache/cache-plan.ts`. How it works, and what it cannot: [caching.md](../caching.md).',
    '## Answers of the edge',
    'Every answer but those of 304 and 200 is sent with `private, no-store`, whatever stands here. `Origin` is in the `Vary` of all.',
    ruleTable(edge),
    '## What purges the edge',
    'At the location that carried the change out, before it is answered; everywhere else by time.',
    table(
      ['change', 'purges'],
      Object.entries(edge.purges).map(([name, tags]) => [code(name), tags.map(code).join(', ')]),
    ),
    '## Answers of the origin',
    'In control Redis, for all origins. Kept, then given while one caller has it made anew; that there is nothing is kept as long as its column says. Each time is up to a tenth shorter, at random.',
    planTable(),
  ]);
}

function ruleTable({ cachingRules, assetRules, uncachedRule, cacheControl, varyOf }: EdgeCaching): string {
  const rows: readonly (readonly [string, EdgeRule])[] = [
    ...Object.entries(cachingRules).map(([name, rule]) => [code(name), rule] as const),
    ['files named by a hash of their content', assetRules.hashed],
    ['other files, the shell of the app', assetRules.named],
    ['everything else', uncachedRule],
  ];
  return table(
    [
      'operation',
      '`Cache-Control`',
      '`Vary`',
      'the edge keeps it',
      'gives it stale',
      'keyed by',
      'signed in',
      'purged by',
    ],
    rows.map(([name, rule]) => [
      name,
      code(cacheControl(rule)),
      varyOf(rule).map(code).join(', '),
      secondsText(rule.edgeSeconds),
      secondsText(rule.edgeStaleSeconds),
      rule.edgeSeconds === 0 ? '' : rule.dependsOn === 'country' ? 'address, country' : 'address',
      rule.kept === 'never' || rule.signedIn === 'same' ? '' : 'another answer, `private, no-store`',
      rule.tags.map(code).join(', '),
    ]),
  );
}

function planTable(): string {
  return table(
    ['cache', 'what', 'kept', 'given stale', 'nothing there', 'for', 'dropped by'],
    Object.entries(cachePlans).map(([name, plan]: readonly [string, CachePlan]) => [
      code(name),
      plan.holds,
      secondsText(plan.ttlSeconds),
      secondsText(plan.staleSeconds),
      secondsText(plan.absentSeconds),
      plan.audience === 'everybody' ? 'everybody' : 'the account that asked',
      plan.droppedBy,
    ]),
  );
}

function secondsText(seconds: number): string {
  return seconds === 0 ? '' : `${seconds} s`;
}
