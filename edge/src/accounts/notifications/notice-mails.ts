import { dayOf, minuteOf } from '../../day-of.ts';
import type { Mail } from './mail.ts';
import type { Notice } from './notices.ts';

/** What a notice's text may draw on; everything readable already. */
export interface NoticeFacts {
  readonly username: string;
  readonly atMs: number;
  /** As {@link placeText} makes it; undefined when unknown. */
  readonly place: string | undefined;
  /** Where an erasure is taken back; of that notice alone. */
  readonly cancelUrl?: string;
  /** Where a ban is appealed without signing in; of that notice alone. */
  readonly appealUrl?: string;
}

type MailText = Pick<Mail, 'subject' | 'text'>;
const factorNames = {
  totp: 'An authenticator app',
  sms: 'Codes by text message',
  email: 'Codes by e-mail',
  passkey: 'A passkey',
} as const;

// No mail asks people to follow a link, which would train them for the next one, which is not ours, but where it has to work without signing in:
// taking an erasure back here, appealing a ban, the end of news in campaigns, and where the certificate lies in the last mail.
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
    case 'session_ended_by_support':
      return mail(
        facts,
        'A session was ended for you',
        'Our support ended a session of your account, or removed a device from it, as somebody asked us to in your name.',
        'If it was not you who asked: answer this mail, and change your password.',
      );
    case 'factor_reset_planned':
      return mail(
        facts,
        'All your second factors will be removed',
        `Somebody told our support that they are you and lost every second factor. Two of us looked at it. On ${minuteOf(notice.dueAtMs)} all factors and backup codes are removed, and every session ends.`,
        'If it was not you: sign in with any factor or backup code, or confirm anything with one, before then. That stops it at once. If you cannot, answer this mail now.',
      );
    case 'factor_reset_stopped':
      return mail(
        facts,
        'Your second factors stay',
        'The removal of all your second factors was stopped, by one of them or by our support.',
        'If it was not you who asked for the removal, somebody else did in your name: change your password.',
      );
    case 'factors_reset':
      return mail(
        facts,
        'All your second factors were removed',
        'As announced, all second factors and backup codes of your account were removed and every session ended. Sign in with your password, and set up a new factor.',
        'If it was not you: answer this mail at once, and set a new password.',
      );
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
    case 'sanctioned':
      return mail(
        facts,
        sanctionSubjects[notice.sanction],
        `${sanctionTexts[notice.sanction]}${untilText(notice.endsAtMs)}`,
        notice.tokenSealed === undefined
          ? 'If you think that this is wrong: open HaloBuzz, choose "Account", then "Decisions", read why, and appeal. You can do so once; somebody else then decides.'
          : `If you think that this is wrong: read why, and appeal, here. You can do so once; somebody else then decides: ${facts.appealUrl ?? ''}`,
      );
    case 'appeal_decided':
      return mail(
        facts,
        'Your appeal was decided',
        notice.outcome === 'lifted'
          ? 'Somebody who had no part in the decision looked at it again, and lifted it. It counts no more.'
          : 'Somebody who had no part in the decision looked at it again, and it stands.',
        notice.sanction === 'ban' && notice.outcome === 'upheld'
          ? 'If you think that this is wrong: you may still go to an out-of-court dispute body or to a court.'
          : 'If you think that this is wrong: you may still go to an out-of-court dispute body or to a court. The answer to your words stands in HaloBuzz under "Account", then "Decisions".',
      );
    case 'ended_for_age':
      return mail(
        facts,
        'Your account is closed',
        'By the birth date that was said for it, or by the word of a parent, this account may not be used. It is hidden, nobody is signed in to it, and its erasure begins in 14 days.',
        'If you think this is a mistake: sign in and ask for your birth date to be corrected under "Privacy". Where a parent is needed, one can still allow the account.',
      );
    case 'parent_allowed':
      return mail(
        facts,
        'Your account is allowed',
        'A parent or guardian allowed this account. Everything that waited for it works now. They can take that back at any time.',
        'If you did not expect this: answer this mail.',
      );
    case 'birth_date_corrected':
      return mail(
        facts,
        'Your birth date was corrected',
        'You asked for the birth date of your account to be corrected, and we did.',
        'If you did not expect this: answer this mail.',
      );
    case 'privacy_request_received':
      return mail(
        facts,
        'We have your privacy request',
        `We answer it by ${dayOf(notice.dueAtMs)} at the latest. You can see how it stands, or withdraw it, under "Privacy" in HaloBuzz.`,
      );
    case 'privacy_request_answered':
      return mail(
        facts,
        'Your privacy request',
        answeredText(notice.outcome, notice.dueAtMs),
        'If you think that this is wrong: you may complain to the data protection authority of the country you live in, or go to court.',
      );
    case 'erasure_asked':
      return mail(
        facts,
        'Your account will be erased',
        `You asked us to erase your account. It is hidden, and you are signed out everywhere. On ${minuteOf(notice.cancelUntilMs)} everything is erased for good.`,
        `If it was not you, or you change your mind, take it back before then: ${facts.cancelUrl ?? ''}`,
      );
    case 'erasure_cancelled':
      return mail(
        facts,
        'Your account stays',
        'Its erasure was taken back, and it is as it was. Sign in again.',
        'If it was not you: open HaloBuzz, choose "Forgot password", and set a new password.',
      );
    case 'export_ready':
      return mail(
        facts,
        'The copy of your data is ready',
        'You asked for a copy of what we store about you. It is ready, for seven days: open HaloBuzz, choose "Privacy", then "Your data", and download it.',
        'If it was not you, somebody who could sign in as you asked for it: set a new password and end all other sessions.',
      );
    case 'export_failed':
      return mail(
        facts,
        'The copy of your data could not be made',
        'You asked for a copy of what we store about you. It could not be made, and we have been told why. You can ask again at once, under "Privacy" in HaloBuzz.',
      );
    default:
      return notice satisfies never;
  }
}

const sanctionSubjects = {
  warn: 'A warning',
  mute: 'You are muted',
  suspend: 'Your account is suspended',
  ban: 'Your account was banned',
} as const;
const sanctionTexts = {
  warn: 'Something you did breaks our rules. This is a warning; please acknowledge it in HaloBuzz.',
  mute: 'Something you did breaks our rules. You cannot write in any chat',
  suspend: 'Something you did breaks our rules. You cannot go live, write, or send gifts',
  ban: 'Something you did breaks our rules. Your account is banned and all its sessions ended',
} as const;

function untilText(endsAtMs: number | null): string {
  return endsAtMs === null ? '' : `, until ${minuteOf(endsAtMs)}`;
}

/** What happened, to whom, when, from where, and what to do about it. */
function mail(facts: NoticeFacts, subject: string, happened: string, otherwise = RECOVER): MailText {
  const at = minuteOf(facts.atMs);
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

function answeredText(outcome: 'granted' | 'refused' | 'extended', dueAtMs: number): string {
  switch (outcome) {
    case 'granted':
      return 'We did what you asked for. Our words on it stand under "Privacy" in HaloBuzz.';
    case 'refused':
      return 'We did not do what you asked for. The reason stands under "Privacy" in HaloBuzz.';
    case 'extended':
      return `We need more time, until ${dayOf(dueAtMs)} at the latest. The reason stands under "Privacy" in HaloBuzz.`;
    default:
      return outcome satisfies never;
  }
}

function codesLeftText(codesLeft: number): string {
  if (codesLeft === 0) return 'It was the last one: make new codes now.';
  return codesLeft === 1 ? 'One code is left.' : `${codesLeft} codes are left.`;
}
