import type { Mail } from './mail.ts';

// No mail carries a link: one that asks people to click trains them for the next one, which is not ours.

export function passwordResetMail(to: string, code: string): Mail {
  const text = [
    'Someone, perhaps you, asked to set a new password for your HaloBuzz account. The code for it:',
    code,
    'Paste it in HaloBuzz under "Forgot password". It is good once, for thirty minutes.',
    'If you did not ask for it, ignore this mail: your password stays as it is.',
  ].join('\n\n');
  return { to, subject: 'Set a new HaloBuzz password', text, code };
}

/** To the address that is to become the account's. */
export function emailChangeMail(to: string, code: string): Mail {
  const text =
    `Your HaloBuzz code is ${code}. Enter it to make this the e-mail address of your account. It is good for ten minutes. ` +
    'If you did not ask for it, ignore this mail.';
  return { to, subject: 'Your HaloBuzz code', text, code };
}

/** Sent in place of a code when another account holds the address: only its owner learns that. */
export function emailTakenMail(to: string): Mail {
  const text =
    'Someone, perhaps you, tried to make this the e-mail address of another HaloBuzz account. It stays with the account ' +
    'that has it. If it was you, sign in to that account and give it another address first. If it was not you, there is ' +
    'nothing to do.';
  return { to, subject: 'Your address stays with your HaloBuzz account', text };
}
