import { limits, WALLET_SHARDS } from '@halobuzz/core/limits';
import { code, generatedNotice, page, table } from './markdown.ts';
import { commentAbove, commentedMembers } from './source-comments.ts';

/** Where the bounds stand: `core/src/<file>`, and the object in it. The first is the whole, the others its parts. */
export const limitSources = [
  ['limits.ts', 'limits'],
  ['account-limits.ts', 'accountLimits'],
  ['client-limits.ts', 'clientLimits'],
  ['ledger-limits.ts', 'ledgerLimits'],
  ['fraud-limits.ts', 'fraudLimits'],
  ['store-limits.ts', 'storeLimits'],
  ['payment-limits.ts', 'paymentLimits'],
  ['payout-limits.ts', 'payoutLimits'],
  ['broadcast-limits.ts', 'broadcastLimits'],
  ['battle-limits.ts', 'battleLimits'],
  ['discovery-limits.ts', 'discoveryLimits'],
  ['notification-limits.ts', 'notificationLimits'],
  ['watch-limits.ts', 'watchLimits'],
  ['privacy-limits.ts', 'privacyLimits'],
  ['staff-limits.ts', 'staffLimits'],
  ['case-limits.ts', 'caseLimits'],
  ['sanction-limits.ts', 'sanctionLimits'],
  ['catalogue-limits.ts', 'catalogueLimits'],
  ['platform-limits.ts', 'platformLimits'],
  ['recovery-limits.ts', 'recoveryLimits'],
  ['switch-limits.ts', 'switchLimits'],
  ['metrics-limits.ts', 'metricsLimits'],
  ['tracing-limits.ts', 'tracingLimits'],
] as const;

/** docs/generated/limits.md: every bound with its comment. `sourceOf` reads a file of `core/src`. */
export function limitsPage(sourceOf: (file: string) => string): string {
  const members = limitSources.flatMap(([file, name]) =>
    commentedMembers(sourceOf(file), `export const ${name} = {`, '} as const;'),
  );
  const values: Readonly<Record<string, number | bigint>> = limits;
  const missing = Object.keys(values).filter((name) => !members.some((member) => member.name === name));
  if (missing.length > 0) throw new Error(`limits without a line of source: ${missing.join(', ')}`);
  const rows = members.map(({ name, comment, own }) => [
    code(name),
    valueText(name, values[name] ?? 0),
    own ? comment : '″',
  ]);
  return page([
    generatedNotice,
    '# Limits',
    'Source: `core/src/limits.ts` and the parts it is made of. A comment names the error code that answers when the bound is reached (see errors.md); `″` shares the one above.',
    table(['name', 'value', 'what it bounds'], rows),
    `${code('WALLET_SHARDS')}: ${WALLET_SHARDS}. ${commentAbove(sourceOf('limits.ts'), 'export const WALLET_SHARDS')}`,
  ]);
}

/** The number with thin grouping, and what it is in larger units where its name says the unit. */
function valueText(name: string, value: number | bigint): string {
  const digits = value.toString().replace(/\B(?=(\d{3})+$)/g, ',');
  if (typeof value === 'bigint') return digits;
  if (name.endsWith('Ms') && value >= 1_000) return `${digits} (${durationText(value)})`;
  if (/Bytes(Max|Min)?$/.test(name) && value % 1024 === 0) return `${digits} (${value / 1024} KiB)`;
  return digits;
}

function durationText(ms: number): string {
  for (const [unitMs, unit] of [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
  ] as const) {
    if (ms >= unitMs && ms % unitMs === 0) return `${ms / unitMs} ${unit}`;
  }
  return `${ms / 1_000} s`;
}
