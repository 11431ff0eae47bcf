/** What speaks for looking into a live room. */
export interface RoomSignals {
  /** Of the last `watchSignalsMs`. */
  readonly reports: number;
  readonly flaggedMessages: number;
  /** Bans and mutes that its host got, and broadcasts that staff ended. */
  readonly sanctionsOfHost: number;
  /** Days since its host's account was made; undefined when that is not known. */
  readonly hostAgeDays: number | undefined;
  readonly viewers: number;
  readonly adultsOnly: boolean;
  /** It was drawn by lot: whatever nobody reports is looked at now and then too. */
  readonly drawn: boolean;
}

export const riskReasons = ['reports', 'flagged', 'sanctions', 'new_account', 'adults_only', 'reach', 'drawn'] as const;
export type RiskReason = (typeof riskReasons)[number];

export interface RoomRisk {
  /** 0 to 130: the order of the list, no probability of anything. */
  readonly score: number;
  /** What made it up, the weightiest first. */
  readonly why: readonly { readonly reason: RiskReason; readonly points: number; readonly value: number }[];
}

/** Viewers at which a report counts whole; each doubling beyond makes one count less, as large rooms are reported more. */
const reportedViewers = 8;

/**
 * How much a room wants looking at. Reports weigh most, and less in a large room, where a few mean little; how many watch
 * raises what is suspicious already, and makes nothing suspicious.
 */
export function roomRisk(signals: RoomSignals): RoomRisk {
  const { reports, flaggedMessages, sanctionsOfHost, hostAgeDays, viewers, adultsOnly, drawn } = signals;
  const dilution = Math.max(1, Math.log2(viewers / reportedViewers + 1));
  const suspicious: RoomRisk['why'] = [
    { reason: 'reports', points: Math.min(60, Math.round((20 * reports) / dilution)), value: reports },
    { reason: 'flagged', points: Math.min(20, 2 * flaggedMessages), value: flaggedMessages },
    { reason: 'sanctions', points: Math.min(20, 5 * sanctionsOfHost), value: sanctionsOfHost },
    { reason: 'new_account', points: pointsOfAge(hostAgeDays), value: Math.floor(hostAgeDays ?? 0) },
    { reason: 'adults_only', points: adultsOnly ? 4 : 0, value: adultsOnly ? 1 : 0 },
  ];
  const base = suspicious.reduce((sum, { points }) => sum + points, 0);
  const reach = base === 0 ? 0 : Math.min(10, Math.floor(Math.log2(viewers + 1)));
  const why = [
    ...suspicious,
    { reason: 'reach' as const, points: reach, value: viewers },
    { reason: 'drawn' as const, points: drawn ? 1 : 0, value: drawn ? 1 : 0 },
  ].filter(({ points }) => points > 0);
  return {
    score: why.reduce((sum, { points }) => sum + points, 0),
    why: why.sort((a, b) => b.points - a.points),
  };
}

function pointsOfAge(days: number | undefined): number {
  if (days === undefined) return 0;
  if (days < 1) return 15;
  if (days < 7) return 10;
  return days < 30 ? 5 : 0;
}
