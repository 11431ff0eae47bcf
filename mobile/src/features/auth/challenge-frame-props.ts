import type { ChallengeMessage } from '@halobuzz/core/challenge-frame';

export interface ChallengeFrameProps {
  /** What screen readers call it. */
  readonly title: string;
  readonly url: string;
  readonly onMessage: (message: ChallengeMessage) => void;
}

/** What Turnstile's widget takes, at the least. */
export const challengeFrameHeight = 70;
