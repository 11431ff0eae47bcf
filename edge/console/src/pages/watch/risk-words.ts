import type { WatchedRoom } from '@halobuzz/core/api/watch';
import type { RiskReason } from '@halobuzz/core/moderation/room-risk';

/** What counted, in words, with how much of it there was. */
export function riskWords({ reason, value }: WatchedRoom['risk']['why'][number]): string {
  const words: Readonly<Record<RiskReason, string>> = {
    reports: `${value} ${value === 1 ? 'report' : 'reports'} in the last hour`,
    flagged: `${value} flagged ${value === 1 ? 'message' : 'messages'}`,
    sanctions: `host: ${value} ${value === 1 ? 'sanction' : 'sanctions'} in a year`,
    new_account: value === 0 ? 'account made today' : `account ${value} ${value === 1 ? 'day' : 'days'} old`,
    adults_only: 'adults only',
    reach: `${value.toLocaleString('en-GB')} ${value === 1 ? 'viewer' : 'viewers'}`,
    drawn: 'drawn by lot',
  };
  return words[reason];
}

/** How loud a room's risk is shown; the number beside it says it too. */
export function riskTone(score: number): 'error' | 'warning' | 'plain' {
  if (score >= 40) return 'error';
  return score >= 15 ? 'warning' : 'plain';
}
