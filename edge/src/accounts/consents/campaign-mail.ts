import type { CampaignMail } from '@halobuzz/core/api/internal-consents';
import { sha256Base64Url, utf8 } from '../../bytes.ts';
import type { Config } from '../../env.ts';
import type { AccountRow } from '../account/account-store.ts';
import type { PersonalFields } from '../account/personal-fields.ts';
import type { Mail, Mailer } from '../notifications/mail.ts';
import { sendUnlessRefused } from '../notifications/send-unless-refused.ts';
import { unsubscribeToken } from './unsubscribe-token.ts';

type CampaignConfig = Pick<Config, 'publicUrl' | 'nameHmacKey'>;

/**
 * The mail of a campaign for one account, with a link that ends them, as it has to work without signing in. Mail programs
 * offer it beside the sender's name by the two headers and follow it without a page (RFC 8058).
 */
export async function campaignMail(
  config: CampaignConfig,
  { accountId, username }: Pick<AccountRow, 'accountId' | 'username'>,
  { id, subject, text }: CampaignMail,
): Promise<Omit<Mail, 'to'>> {
  const token = await unsubscribeToken(config, accountId);
  const lines = [
    `Hello ${username},`,
    text,
    'HaloBuzz',
    `You get this mail because you agreed to news by e-mail. To end them: ${config.publicUrl}/unsubscribe#${token}`,
  ];
  return {
    subject,
    text: lines.join('\n\n'),
    headers: {
      'List-Unsubscribe': `<${config.publicUrl}/api/v1/privacy/unsubscribe/${token}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
    idempotencyKey: await sha256Base64Url(utf8(`campaign|${accountId}|${id}`)),
  };
}

export interface CampaignDeps {
  readonly config: CampaignConfig;
  readonly mailer: Mailer;
  readonly account: AccountRow | undefined;
  /** Whether marketing is agreed to at this moment. */
  readonly granted: boolean;
  readonly personal: () => Promise<PersonalFields>;
}

/**
 * Sends a campaign's mail, unless its reader withdrew, or the account ended or was banned, since it was queued.
 * @throws AppError `unavailable` when it should be tried again
 */
export async function sendCampaignMail(deps: CampaignDeps, mail: CampaignMail): Promise<void> {
  const { account } = deps;
  if (account === undefined || !deps.granted || !takesMail(account)) return;
  const personal = await deps.personal();
  const to = await personal.open('email', account.emailSealed);
  await sendUnlessRefused(deps.mailer, { ...(await campaignMail(deps.config, account, mail)), to });
}

/** Anybody can sign up with a stranger's address: one that nobody proved gets no marketing. */
export function takesMail(account: AccountRow): boolean {
  return account.status === 'active' && account.emailVerified && !account.banned;
}
