import { SUBJECT_ID_PATTERN } from '@halobuzz/core/ids';

const shownChars = 6;

/** The end of a subject: enough to tell two people apart, too little to find one in the ledger by it. */
export function maskedSubject(subject: string): string {
  return subject === '' ? '' : `…${subject.slice(-shownChars)}`;
}

/** An account's name with its person masked: `earnings:…x2k4ab`. */
export function maskedAccount(account: string): string {
  return account
    .split(':')
    .map((part) => (SUBJECT_ID_PATTERN.test(part) ? maskedSubject(part) : part))
    .join(':');
}
