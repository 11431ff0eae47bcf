import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { strings } from '../../ui/strings.ts';
import { useAccount } from './session.tsx';

/** Reminds those whose e-mail address is not verified yet what they are missing. */
export function VerifyBanner() {
  const account = useAccount();
  if (account === undefined || account.emailVerified) return null;
  return (
    <Notice
      tone="info"
      text={strings.verify.banner}
      action={<LinkButton href="/verify-email" label={strings.verify.bannerAction} />}
    />
  );
}
