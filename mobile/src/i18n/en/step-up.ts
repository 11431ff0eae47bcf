/** Words of the question for a proof of identity. */
export const stepUp = {
  title: 'Prove that it is you',
  lead: 'This matters, so we ask again before we go on. It holds for five minutes.',
  method: 'How',
  methods: {
    passkey: 'Passkey',
    totp: 'Authenticator app',
    sms: 'Text message',
    email: 'E-mail',
    backup_code: 'Backup code',
  },
  password: 'Password',
  code: '6-digit code',
  backupCode: 'One of your backup codes',
  send: 'Send me a code',
  sent: (hint: string) => `A code is on its way to ${hint}.`,
  passwordMissing: 'Enter your password.',
  codeWrong: 'The code has 6 digits.',
  backupCodeMissing: 'Enter one of your backup codes.',
  submit: 'Go on',
  sendTo: (hint: string) => `Send a code to ${hint}`,
  usePasskey: 'Use your passkey',
  passkeyGivenUp: 'The question was closed. Try again when you are ready.',
  passkeyFailed: 'This passkey did not work here. Try again, or choose another way.',
  passkeyOnly:
    'Your account is confirmed by a passkey, which this device cannot use. Go on at the device that holds it.',
};
