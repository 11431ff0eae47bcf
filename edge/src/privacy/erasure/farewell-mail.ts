import type { Mail } from '../../accounts/notifications/mail.ts';

/** What somebody keeps of their account: where its certificate is. */
export function farewellMail(
  username: string,
  certificateId: string,
  publicUrl: string,
): Pick<Mail, 'subject' | 'text'> {
  const lines = [
    `Hello ${username},`,
    'Your account and what we kept about you are being erased, as you asked. This is the last mail that we send you.',
    'A certificate says what was done, store by store, without naming you. It is ready within the hour, at',
    `${publicUrl}/api/v1/privacy/certificates/${certificateId}`,
    'Keep this address if you want to be able to show it: we cannot find it for you.',
    'HaloBuzz',
  ];
  return { subject: 'HaloBuzz: your account is erased', text: lines.join('\n\n') };
}
