import { internalPaths } from '@halobuzz/core/api/internal';
import { reportReasons } from '@halobuzz/core/api/people';
import { accountOf, pick, type SeedWorld, subjectOf } from '../seed/seeded.ts';

/** One list of the console as a page asks the origin for it. `pathOf(n)`: the nth of different questions. */
export interface ConsoleList {
  readonly id: string;
  readonly pathOf: (n: number) => string;
  /** Pages to turn before what is measured. */
  readonly depth?: number;
}

const deep = 25;

/** Every list of staff: unfiltered, by each filter, and far behind. */
export function consoleLists(world: SeedWorld): readonly ConsoleList[] {
  const someone = (n: number): string => accountOf(world, pick(world, n, 90, world.users));
  const staff = (n: number): string => accountOf(world, pick(world, n, 91, Math.min(50, world.users)));
  const payer = (n: number): string => subjectOf(world, pick(world, n, 92, Math.max(1, Math.floor(world.users / 30))));
  const daysAgo = (days: number): string => new Date(world.untilMs - days * 86_400_000).toISOString();
  const day = (n: number): string => daysAgo(1 + pick(world, n, 93, 80)).slice(0, 10);
  const audit = (query: string): string => `${internalPaths.audit}?${query}`;
  const finance = (path: string): string => internalPaths.finance(path);
  const cases = (query: string): string => `/internal/v1/cases?${query}`;
  return [
    { id: 'audit', pathOf: () => audit('limit=50') },
    { id: 'audit, deep', pathOf: () => audit('limit=50'), depth: deep },
    { id: 'audit by actor', pathOf: (n) => audit(`actor=${staff(n)}`) },
    { id: 'audit by subject', pathOf: (n) => audit(`subject=${someone(n)}`) },
    { id: 'audit by acts', pathOf: () => audit('action=account.banned,account.unbanned,appeal.decided') },
    { id: 'audit by actor and act', pathOf: (n) => audit(`actor=${staff(n)}&action=appeal.decided`) },
    { id: 'audit by request', pathOf: (n) => audit(`requestId=rq_${n}`) },
    { id: 'audit by time', pathOf: (n) => audit(`from=${daysAgo(n + 2)}&to=${daysAgo(n + 1)}`) },
    { id: 'audit check', pathOf: () => internalPaths.auditCheck },
    { id: 'live, a day', pathOf: () => `${internalPaths.live}?span=day` },
    { id: 'cases', pathOf: () => cases('limit=50') },
    { id: 'cases, deep', pathOf: () => cases('limit=50'), depth: deep },
    { id: 'cases by kind', pathOf: () => cases('kind=room') },
    { id: 'cases by reason', pathOf: (n) => cases(`reason=${reportReasons[n % reportReasons.length]}`) },
    { id: 'cases by priority', pathOf: () => cases('priority=critical') },
    { id: 'cases nobody has', pathOf: () => cases('held=nobody') },
    { id: 'cases decided', pathOf: () => cases('state=decided'), depth: 3 },
    { id: 'cases of somebody', pathOf: (n) => cases(`state=decided&account=${someone(n)}`) },
    { id: 'watch list', pathOf: () => '/internal/v1/watch' },
    { id: 'appeals', pathOf: () => internalPaths.appeals },
    { id: 'payments', pathOf: () => finance('payments') },
    { id: 'payments, deep', pathOf: () => finance('payments?limit=50'), depth: deep },
    { id: 'payments by state', pathOf: () => finance('payments?status=failed') },
    { id: 'payments by provider', pathOf: () => finance('payments?provider=apple') },
    { id: 'payments by day', pathOf: (n) => finance(`payments?from=${day(n)}&to=${day(n)}`) },
    { id: 'payments of a person', pathOf: (n) => finance(`payments?subject=${payer(n)}`) },
    { id: 'disputes', pathOf: () => finance('payments?dispute=open') },
    { id: 'payouts', pathOf: () => finance('payouts?status=held') },
    { id: 'payouts, deep', pathOf: () => finance('payouts?status=held&limit=50'), depth: deep },
    { id: 'approvals', pathOf: () => finance('approvals?status=open') },
    { id: 'approvals, decided', pathOf: () => finance('approvals?status=rejected&limit=50'), depth: deep },
    { id: 'findings', pathOf: () => finance('findings?status=open') },
    { id: 'findings of a rule', pathOf: () => finance('findings?rule=ring') },
    { id: 'transactions', pathOf: () => finance('transactions') },
    { id: 'transactions, deep', pathOf: () => finance('transactions?limit=50'), depth: deep },
    { id: 'transactions by kind', pathOf: () => finance('transactions?kind=purchase') },
    { id: 'transactions by day', pathOf: (n) => finance(`transactions?from=${day(n)}&to=${day(n)}`) },
    { id: 'transactions of a person', pathOf: (n) => finance(`transactions?subject=${payer(n)}`) },
    { id: 'statement', pathOf: (n) => finance(`statement?subject=${payer(n)}`) },
    { id: 'statement, deep', pathOf: () => finance(`statement?subject=${subjectOf(world, 0)}&limit=50`), depth: deep },
    { id: 'platform accounts', pathOf: () => finance('accounts') },
    { id: 'finance overview', pathOf: () => finance('overview') },
    { id: 'ledger state', pathOf: () => finance('ledger') },
    { id: 'differences', pathOf: () => finance('differences') },
    { id: 'freezes', pathOf: () => finance('freezes') },
  ];
}
