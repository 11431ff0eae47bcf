import type { Mail } from './mail.ts';
import type { Notice } from './notices.ts';

/** What a notice's text may draw on; everything readable already. */
export interface NoticeFacts {
  readonly username: string;
  readonly atMs: number;
  /** As {@link placeText} makes it; undefined when unknown. */
  readonly place: string | undefined;
}

type MailText = Pick<Mail, 'subject' | 'text'>;
const factorNames = {
  totp: 'An authenticator app',
  sms: 'Codes by text message',
  email: 'Codes by e-mail',
  passkey: 'A passkey',
} as const;

// No mail carries a link: one that asks people to click trains them for the next one, which is not ours.
const RECOVER =
  'If it was not you: open HaloBuzz, choose "Forgot password", set a new password, and end all other sessions.';

/** What people should know before they rely on it (ASVS 6.6.1). */
const SMS_RISK =
  ' Text messages can be read by others: by whoever talks your provider into a new SIM card for your number, or gets at the messages on their way. An authenticator app or a passkey is safer; you can add one beside it.';

/** The mail of a notice, without its recipient. */
export function noticeMail(notice: Notice, facts: NoticeFacts): MailText {
  switch (notice.kind) {
    case 'new_device':
      return mail(facts, 'New sign-in to your account', 'Someone signed in from a device we had not seen before.');
    case 'refresh_reused':
      return mail(
        facts,
        'We ended a session of yours',
        'A sign-in of yours was used from two places at once, as happens when it was copied. We ended that session.',
      );
    case 'factor_added':
      return mail(
        facts,
        'A way to sign in was added',
        `${factorNames[notice.factor]} can now confirm sign-ins.${notice.factor === 'sms' ? SMS_RISK : ''}`,
      );
    case 'factor_removed':
      return mail(
        facts,
        'A way to sign in was removed',
        `${factorNames[notice.factor]} was removed from your account.`,
      );
    case 'factor_guessed':
      return mail(
        facts,
        'Wrong codes were entered',
        'Someone who got past your password entered wrong codes, too many in a row. We take no codes for a while; backup codes, passkeys and trusted devices still let you in.',
        'If it was not you, they know your password: change it now.',
      );
    case 'passkey_cloned':
      return mail(
        facts,
        'We refused a passkey of yours',
        'A passkey of yours was used, but its count of uses had gone back, as happens when it was copied. We refused it.',
        'If it was not you, someone has a copy of it: remove that passkey from your account and add a new one.',
      );
    case 'backup_codes_made':
      return mail(facts, 'New backup codes', 'New backup codes were made; the ones before stopped working.');
    case 'backup_code_used':
      return mail(
        facts,
        'A backup code was used',
        `Someone signed in with one of your backup codes. ${codesLeftText(notice.codesLeft)}`,
      );
    case 'password_changed':
      return mail(facts, 'Your password was changed', 'The password of your account was changed.');
    case 'password_reset':
      return mail(
        facts,
        'Your password was reset',
        'The password was reset by a code sent to this address. All sessions ended.',
        'If it was not you: someone can read your mail. Secure your mailbox first, then reset the password again.',
      );
    case 'email_change_asked':
      return mail(
        facts,
        'Someone wants to change your e-mail address',
        'A change of the e-mail address of your account was asked for. It happens once a code sent to the new one is entered.',
        'If it was not you: open HaloBuzz and change your password now. That stops it and ends all other sessions.',
      );
    case 'email_changed':
      return mail(facts, 'Your e-mail address was changed', 'This is now the e-mail address of your account.');
    case 'email_left':
      return mail(
        facts,
        'Your e-mail address was changed',
        'Your account now has another e-mail address; this one gets no more mail from us.',
        'If it was not you: write to our support at once, from this address, and name your username.',
      );
    case 'sessions_ended':
      return mail(facts, 'Sessions were ended', 'All sessions of your account were ended.');
    case 'account_banned':
      return mail(
        facts,
        'Your account was banned',
        'Your account broke our rules and was banned. All its sessions ended.',
        'If you think this is a mistake, or it was not you who did it: answer this mail.',
      );
    case 'account_unbanned':
      return mail(
        facts,
        'Your account is open again',
        'The ban of your account was lifted. You can sign in again.',
        'If you did not expect this, change your password after signing in.',
      );
    default:
      return notice satisfies never;
  }
}

/** What happened, to whom, when, from where, and what to do about it. */
function mail(facts: NoticeFacts, subject: string, happened: string, otherwise = RECOVER): MailText {
  const at = `${new Date(facts.atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const lines = [
    `Hello ${facts.username},`,
    happened,
    [`When: ${at}`, ...(facts.place === undefined ? [] : [`From: ${facts.place}`])].join('\n'),
    'If this was you, there is nothing to do.',
    otherwise,
    'HaloBuzz',
  ];
  return { subject: `HaloBuzz: ${subject}`, text: lines.join('\n\n') };
}

function codesLeftText(codesLeft: number): string {
  if (codesLeft === 0) return 'It was the last one: make new codes now.';
  return codesLeft === 1 ? 'One code is left.' : `${codesLeft} codes are left.`;
}
