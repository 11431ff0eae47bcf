import { sha256Base64Url, utf8 } from '../../bytes.ts';
import { logLine } from '../../observability/log-line.ts';
import { cancelTokenField } from '../../privacy/erasure/cancel-tokens.ts';
import type { AccountRow } from '../account/account-store.ts';
import { openKept, type PersonalFields } from '../account/personal-fields.ts';
import type { OutboxRow } from '../outbox/outbox-store.ts';
import { appealLinkField } from '../staff/appeal-links.ts';
import type { Mailer } from './mail.ts';
import { noticeMail } from './notice-mails.ts';
import { type NoticePlace, noticeSchema } from './notices.ts';
import { placeText } from './place-text.ts';
import { sendUnlessRefused } from './send-unless-refused.ts';

export interface NoticeDeps {
  readonly mailer: Mailer;
  /** Where people reach us. */
  readonly publicUrl: string;
  /** The account as it is now; undefined once it is gone. */
  readonly account: AccountRow | undefined;
  readonly personal: () => Promise<PersonalFields>;
}

/**
 * Renders a queued notice and mails it. What can never be sent is dropped with a log line: no account any more, an address
 * nobody proved, a kind that only a newer version knows, an address the provider refuses.
 * @throws AppError `unavailable` when it should be tried again
 */
export async function sendNotice(deps: NoticeDeps, row: OutboxRow): Promise<void> {
  const parsed = noticeSchema.safeParse(JSON.parse(row.body));
  if (!parsed.success) return drop(row, 'its kind is not known here');
  const notice = parsed.data;
  const { account } = deps;
  if (account === undefined || account.status === 'deleted') return drop(row, 'the account is gone');
  const former = notice.kind === 'email_left' ? notice.formerEmailSealed : undefined;
  if (former === undefined && !account.emailVerified) return;
  const personal = await deps.personal();
  const place = 'place' in notice ? notice.place : undefined;
  const [to, placed, token, appeal] = await Promise.all([
    personal.open('email', former ?? account.emailSealed),
    place === undefined ? undefined : readablePlace(personal, place),
    notice.kind === 'erasure_asked' ? personal.open(cancelTokenField, notice.tokenSealed) : '',
    notice.kind === 'sanctioned' ? openKept(personal, appealLinkField, notice.tokenSealed ?? '') : '',
  ]);
  // Behind the #, so that no server on the way, ours neither, sees it in an address.
  const cancelUrl = token === '' ? '' : `${deps.publicUrl}/privacy/cancel-erasure#${token}`;
  const appealUrl = appeal === '' ? '' : `${deps.publicUrl}/appeal#${appeal}`;
  const facts = { username: account.username, atMs: row.createdAtMs, place: placed, cancelUrl, appealUrl };
  // The same for every try of this row, and nothing to be read from it.
  const idempotencyKey = await sha256Base64Url(utf8(`notice|${account.accountId}|${row.seq}`));
  const sent = await sendUnlessRefused(deps.mailer, { ...noticeMail(notice, facts), to, idempotencyKey });
  if (!sent) drop(row, 'the provider refuses the address');
}

async function readablePlace(personal: PersonalFields, place: NoticePlace): Promise<string> {
  const [deviceName, userAgent, ipAddress] = await Promise.all([
    personal.open('device', place.deviceNameSealed),
    openKept(personal, 'agent', place.userAgentSealed),
    openKept(personal, 'ip', place.ipSealed),
  ]);
  return placeText({ deviceName, userAgent, ipAddress, country: place.country });
}

function drop(row: OutboxRow, why: string): void {
  logLine('warn', `notice of ${new Date(row.createdAtMs).toISOString()} dropped: ${why}`);
}
