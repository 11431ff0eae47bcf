import type { Reply } from '@halobuzz/core/protocol/down';

/** Advice for refusals that say more about how a target was started than about what it can do. */
const advice: Readonly<Record<string, string>> = {
  rate_limited: 'the target keeps its limits for people: start it with npm start -- --load-profile',
  insufficient_balance: 'the people of this run have too few coins for what it asks of them: see loadtests/needs.ts',
  spend_cap_reached: 'the people of this run reached what they may spend: see loadtests/needs.ts',
};

const told = new Set<string>();

/** Says once for each virtual user and code what a refusal means; one line a refusal would bury everything else. */
export function explainRefusal(what: string, reply: Reply | undefined): void {
  if (reply?.ok === true) return;
  const code = reply === undefined ? 'no answer in time' : reply.error.code;
  if (told.has(code)) return;
  told.add(code);
  const hint = advice[code];
  console.error(`${what}: ${code}${hint === undefined ? '' : ` (${hint})`}`);
}
