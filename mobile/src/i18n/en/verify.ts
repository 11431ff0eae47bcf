/** Proving an e-mail address. */
export const verify = {
  title: 'Check your mail',
  lead: (email: string) => `We sent a 6-digit code to ${email}.`,
  code: 'Code',
  codeWrong: 'The code has 6 digits.',
  submit: 'Verify',
  resend: 'Send a new code',
  resent: 'A new code is on its way.',
  later: 'Do this later',
  mailbox: 'Open the development mailbox',
  done: 'Your e-mail address is verified.',
  banner: 'Verify your e-mail address to go live and send gifts.',
  bannerAction: 'Verify now',
};
