import type { Mail } from '../notifications/mail.ts';

/**
 * To somebody whom a child named as a parent. It shows two codes and no link, as a stranger would be taught to follow one. It says no more of the child
 * than a username: the address may be a stranger's.
 */
export function parentMail(
  to: string,
  username: string,
  codes: { readonly allow: string; readonly withdraw: string },
): Mail {
  const text = [
    `Somebody who uses HaloBuzz as "${username}" says that you are their parent or guardian. They are too young to decide alone how we use their data, so we ask you.`,
    'HaloBuzz is an app for live video: people watch broadcasts, chat and send gifts that cost money. With your consent they may go live, buy coins and be found by others. Without it they may only watch and chat. What we keep of a person, why and for how long stands in our privacy policy, in the app and on our website.',
    'To allow it, or to refuse, open HaloBuzz, choose "I am a parent" and paste this code. It is good once, for seven days. Refusing closes the account.',
    codes.allow,
    'Keep this mail. To take a consent back later, paste this code in the same place, at any time until they are of age. That closes the account.',
    codes.withdraw,
    'If you are not their parent, or do not know what this is about: ignore this mail. Nothing happens then. We have not kept your address.',
    'HaloBuzz',
  ].join('\n\n');
  return { to, subject: 'HaloBuzz: a child asks for your consent', text, code: codes.allow };
}
