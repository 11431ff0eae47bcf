import { useWords } from '../../i18n/use-words.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useAccount } from './session.tsx';

/** Reminds those whose e-mail address is not verified yet what they are missing. */
export function VerifyBanner() {
  const { verify: verifyWords } = useWords();
  const account = useAccount();
  if (account === undefined || account.emailVerified) return null;
  return (
    <Notice
      tone="info"
      text={verifyWords.banner}
      action={<LinkButton href="/verify-email" label={verifyWords.bannerAction} />}
    />
  );
}
