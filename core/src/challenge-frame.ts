import { z } from 'zod';

/** What the page of a challenge calls its messages, so that nobody takes another frame's for one. */
export const CHALLENGE_MESSAGE = 'halobuzz.challenge';

/** Where the page of a challenge stands, below the edge's own address; `theme` and `language` as the widget knows them. */
export function challengePath(action: 'sign_up' | 'sign_in', theme: 'light' | 'dark', language: string): string {
  return `/challenge/${action}#theme=${theme}&language=${encodeURIComponent(language)}`;
}

/** What the page tells whoever shows it. `failed`: nothing can be solved here now; a page that is loaded anew may do better. */
export const challengeMessageSchema = z.union([
  z.strictObject({ type: z.literal(CHALLENGE_MESSAGE), state: z.literal('solved'), token: z.string().min(1) }),
  z.strictObject({ type: z.literal(CHALLENGE_MESSAGE), state: z.enum(['failed', 'expired']) }),
]);
export type ChallengeMessage = z.infer<typeof challengeMessageSchema>;
