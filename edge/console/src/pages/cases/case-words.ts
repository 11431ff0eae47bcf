import type { CaseLine } from '@halobuzz/core/api/cases';
import type { CasePriority, ReportReason } from '@halobuzz/core/moderation/case-priority';
import type { CaseOutcome } from '@halobuzz/core/moderation/outcomes';
import type { Tone } from '../../kit/notice.tsx';

export const reportReasonWords: Readonly<Record<ReportReason, string>> = {
  spam: 'Spam',
  harassment: 'Harassment',
  hate: 'Hate',
  sexual: 'Sexual content',
  violence: 'Violence',
  self_harm: 'Self-harm',
  minor_at_risk: 'Minor at risk',
  impersonation: 'Impersonation',
  fraud: 'Fraud',
  other: 'Something else',
};

export const targetWords: Readonly<Record<CaseLine['targetKind'], string>> = {
  user: 'Person',
  room: 'Broadcast',
  message: 'Chat message',
  profile: 'Profile',
};

export const priorityWords: Readonly<Record<CasePriority, string>> = {
  critical: 'Critical',
  high: 'High',
  normal: 'Normal',
  low: 'Low',
};

export const priorityTones: Readonly<Record<CasePriority, Tone | 'plain'>> = {
  critical: 'error',
  high: 'warning',
  normal: 'info',
  low: 'plain',
};

export const outcomeWords: Readonly<Record<CaseOutcome, string>> = {
  no_violation: 'No violation',
  warn: 'Warn',
  mute: 'Mute',
  suspend: 'Suspend',
  ban: 'Ban',
  remove_content: 'Remove content',
  end_broadcast: 'End broadcast',
};

/** What an outcome does, as whoever decides reads it before they confirm. */
export const outcomeEffects: Readonly<Record<CaseOutcome, string>> = {
  no_violation: 'Nothing happens to the person. The reporters count less the next time.',
  warn: 'The person has to read and acknowledge a warning.',
  mute: 'The person writes in no chat for the time.',
  suspend: 'The person does not go live, write or give for the time. They may sign in, read why and appeal.',
  ban: 'The person is signed out everywhere at once and cannot sign in.',
  remove_content: 'What was reported is taken away for everybody.',
  end_broadcast: 'The broadcast ends now, on every server.',
};

export const orderStateWords = { pending: 'being done', done: 'done', failed: 'failed' } as const;
export const orderStateTones = { pending: 'warning', done: 'success', failed: 'error' } as const;

export function optionsOf<Name extends string>(words: Readonly<Record<Name, string>>) {
  // The names of the very object.
  return (Object.keys(words) as Name[]).map((value) => ({ value, label: words[value] }));
}

/** Which outcomes a case can have at all. */
export function outcomesFor({ targetKind, accountId, roomId }: CaseLine): readonly CaseOutcome[] {
  const person: readonly CaseOutcome[] = accountId === undefined ? [] : ['warn', 'mute', 'suspend', 'ban'];
  const content: readonly CaseOutcome[] =
    targetKind === 'message' || (targetKind === 'profile' && accountId !== undefined) ? ['remove_content'] : [];
  const broadcast: readonly CaseOutcome[] =
    roomId !== undefined && (targetKind === 'room' || targetKind === 'message') ? ['end_broadcast'] : [];
  return ['no_violation', ...content, ...broadcast, ...person];
}
