/** How much of everything a seeded database holds. */
export interface SeedSizes {
  readonly users: number;
  /** Of the ledger; four to a gift, five to a purchase. */
  readonly legs: number;
  readonly reports: number;
  readonly cases: number;
  readonly audit: number;
  readonly broadcasts: number;
  readonly live: number;
  readonly payouts: number;
  readonly approvals: number;
  readonly findings: number;
  readonly sanctions: number;
  readonly chat: number;
}

/** What the lists' bars are about. */
export const fullSeed = { users: 1_000_000, legs: 10_000_000, reports: 500_000 } as const;

/** The rest follows from what is named; `scale` multiplies all of it. */
export function seedSizes(
  { users, legs, reports }: { readonly users: number; readonly legs: number; readonly reports: number },
  scale = 1,
): SeedSizes {
  const part = (count: number): number => Math.max(1, Math.round(count * scale));
  return {
    ...{ users: Math.max(100, part(users)), legs: part(legs), reports: part(reports) },
    ...{ cases: part(reports / 2.5), audit: part(users / 2), broadcasts: part(users / 20), live: part(users / 200) },
    ...{ payouts: part(users / 20), approvals: part(users / 50), findings: part(users / 50) },
    ...{ sanctions: part(users / 10), chat: part(users / 5) },
  };
}

/** Buyers, each with one purchase that pays for what they give. */
export function buyersOf({ users, legs }: SeedSizes): number {
  return Math.max(1, Math.min(Math.floor(users / 5), Math.floor(legs / 25)));
}

/** So many bytes of disk a document and its indexes took in a run at full size, compressed as the server does by itself. */
const bytesPer = { user: 700, leg: 300, report: 600, audit: 900, other: 900 } as const;

/** What the database will need, journal and room for sorting indexes included. */
export function estimatedBytes(sizes: SeedSizes): number {
  const { users, legs, reports, cases, audit, broadcasts, live, payouts, approvals, findings, sanctions, chat } = sizes;
  const others = cases + broadcasts + live + payouts + approvals + findings + sanctions + chat + buyersOf(sizes);
  const data =
    users * bytesPer.user +
    legs * bytesPer.leg +
    reports * bytesPer.report +
    audit * bytesPer.audit +
    others * bytesPer.other;
  return Math.round(data * 1.5) + 512 * 1024 * 1024;
}
