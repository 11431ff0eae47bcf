import type { CaseOutcome } from './outcomes.ts';
import { isTimed } from './outcomes.ts';
import { type DecisionReason, decisionReasons } from './reason-codes.ts';

/** What a case was about. */
export type CaseTargetKind = 'user' | 'room' | 'message' | 'profile';

export interface DecidedFacts {
  readonly outcome: CaseOutcome;
  readonly reason: DecisionReason;
  readonly targetKind: CaseTargetKind;
  /** The day of the content or conduct, `YYYY-MM-DD`. */
  readonly day: string;
  /** Absent: without an end. */
  readonly seconds?: number | undefined;
  /** Whether others reported it; otherwise we found it ourselves. */
  readonly reported: boolean;
}

const measures: Readonly<Record<CaseOutcome, string>> = {
  no_violation: 'we did nothing',
  warn: 'we warn you',
  mute: 'you may not write in any chat',
  suspend: 'you may not go live, write or send gifts',
  ban: 'your account is closed to you',
  remove_content: 'we removed it',
  end_broadcast: 'we ended your broadcast',
};

const subjects: Readonly<Record<CaseTargetKind, string>> = {
  user: 'your conduct',
  room: 'your broadcast',
  message: 'your chat message',
  profile: 'your profile',
};

/**
 * The statement of reasons for the person concerned, in plain words: what was decided and for how long, about what, on
 * which facts and how we learned of them, which rule, by whom in kind, and how to appeal (Regulation (EU) 2022/2065,
 * Article 17(3)). It names nobody who reported.
 */
export function statementOfReasons(facts: DecidedFacts): string {
  const { outcome, reason, targetKind, day, seconds, reported } = facts;
  const { paragraph, rule, illegal } = decisionReasons[reason];
  const term = isTimed(outcome) ? `, ${termInWords(seconds)}` : '';
  return [
    `We looked at ${subjects[targetKind]} of ${day}, and decided: ${measures[outcome]}${term}.`,
    `It breaks this rule (${paragraph}): ${rule}`,
    illegal
      ? 'It may also be against the law; what we decided rests on our rules.'
      : 'What we decided rests on our rules.',
    reported ? 'Others reported it.' : 'We found it ourselves.',
    'A person decided this. No automated means took the decision.',
    'You may appeal once, in the app; another person then decides. You may also go to an out-of-court dispute body or to a court.',
  ].join(' ');
}

/** Whole days, hours or minutes: the largest that fits. */
export function termInWords(seconds: number | undefined): string {
  if (seconds === undefined) return 'without an end';
  for (const [unit, length] of [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const) {
    const count = Math.floor(seconds / length);
    if (count >= 1) return `for ${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return `for ${seconds} seconds`;
}
