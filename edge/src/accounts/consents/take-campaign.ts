import type { CampaignMail } from '@halobuzz/core/api/internal-consents';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';
import { putRow } from '../outbox/outbox-store.ts';
import { takesMail } from './campaign-mail.ts';
import { consentFlags } from './consent-acts.ts';
import { takeCampaign } from './consent-store.ts';

/**
 * The account is asked whether it takes a campaign. It decides by its own ledger, not by what the caller believes, and
 * notes in the same transaction that it did: asked again, after a crash or by two at once, it takes it no second time.
 * @param delayMs when its mail is due: those of a campaign leave one after the other
 * @returns whether a mail was queued now
 */
export function offerCampaign(context: AccountContext, mail: CampaignMail, delayMs: number): boolean {
  if (readAccount(context.sql) === undefined) return false;
  return context.change((nowMs) => {
    const account = readAccount(context.sql);
    if (account === undefined || !takesMail(account) || !consentFlags(context).marketing) return false;
    if (!takeCampaign(context.sql, mail.id, nowMs)) return false;
    putRow(context.sql, 'campaign', JSON.stringify(mail), nowMs, nowMs + delayMs);
    return true;
  });
}
