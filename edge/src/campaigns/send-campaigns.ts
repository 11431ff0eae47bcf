import {
  type CampaignMail,
  campaignPageOfAccountsSchema,
  internalConsentPaths,
} from '@halobuzz/core/api/internal-consents';
import { limits } from '@halobuzz/core/limits';
import { logLine } from '../observability/log-line.ts';
import { quietly } from '../observability/quietly.ts';
import type { OriginClient } from '../origin/client.ts';

export interface CampaignDeps {
  readonly origin: Pick<OriginClient, 'call' | 'send'>;
  readonly account: (accountId: string) => {
    readonly offerCampaign: (mail: CampaignMail, delayMs: number) => PromiseLike<boolean>;
  };
}

/**
 * One pass: asks the accounts of at most `campaignPagesPerPassMax` pages, in the order of the origin's list. The origin
 * moves on only when it hears that a page was asked; who dies in between has it asked again, and no account takes a campaign
 * twice. An account that does not answer is asked no more; where none of a page does, the page waits for the next pass.
 * @returns how many accounts took a mail
 */
export async function sendCampaigns({ origin, account }: CampaignDeps): Promise<number> {
  let queuedInAll = 0;
  let askedInAll = 0;
  for (let page = 0; page < limits.campaignPagesPerPassMax; page += 1) {
    const asked = { method: 'POST', path: internalConsentPaths.campaignPage, body: {} } as const;
    const { work } = await origin.call(asked, campaignPageOfAccountsSchema);
    if (work === undefined) break;
    const { campaign, accounts, after, next } = work;
    const first = askedInAll;
    const answers = await offerTo(accounts, (accountId, at) =>
      account(accountId).offerCampaign(campaign, (first + at) * limits.campaignMailPauseMs),
    );
    askedInAll += accounts.length;
    const failed = answers.filter((answer) => answer === 'failed').length;
    if (failed > 0) logLine('error', `campaign: ${failed} of ${accounts.length} accounts did not answer`);
    if (failed > 0 && failed === accounts.length) break;
    const queued = answers.filter((answer) => answer === 'queued').length;
    const body = { after, next, asked: accounts.length, queued };
    await origin.send({ method: 'POST', path: internalConsentPaths.campaignProgress(campaign.id), body });
    queuedInAll += queued;
  }
  return queuedInAll;
}

type Answer = 'queued' | 'no' | 'failed';

async function offerTo(
  accounts: readonly string[],
  offer: (accountId: string, at: number) => PromiseLike<boolean>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < accounts.length; at += limits.campaignAskedAtOnceMax) {
    const some = accounts.slice(at, at + limits.campaignAskedAtOnceMax);
    const settled = await Promise.allSettled(some.map((accountId, i) => offer(accountId, at + i)));
    for (const one of settled) answers.push(one.status === 'rejected' ? 'failed' : one.value ? 'queued' : 'no');
  }
  return answers;
}

/** The same by the clock: what fails now is done by the next pass. */
export function sendCampaignsQuietly(deps: CampaignDeps): Promise<void> {
  return quietly('campaigns could not be sent yet', () => sendCampaigns(deps));
}
