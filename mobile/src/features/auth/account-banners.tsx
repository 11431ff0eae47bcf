import { type ApiFailure, codeOf } from '../../api/failure.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useFailureText } from '../../ui/failure-text.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TermsBanner } from '../legal/terms-banner.tsx';
import { useSession } from './session.tsx';
import { VerifyBanner } from './verify-banner.tsx';

/** What somebody has to know of their account, above whatever they came for. */
export function AccountBanners() {
  const { account } = useWords();
  const failureText = useFailureText();
  const { state } = useSession();
  return (
    <>
      {state.status === 'unreachable' && isEndingForAge(state.failure) ? (
        <Notice
          tone="error"
          text={failureText(state.failure)}
          action={<LinkButton compact href="/privacy/minor" label={account.ending} />}
        />
      ) : null}
      <VerifyBanner />
      <TermsBanner />
    </>
  );
}

/** Hidden for the age of its owner: of everything, only what puts that right still works. */
export function isEndingForAge(failure: ApiFailure): boolean {
  const code = codeOf(failure);
  return code === 'account_too_young' || code === 'parent_consent_required';
}
