import { useWords } from '../../i18n/use-words.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useLinkSecret } from '../use-link-secret.ts';
import { KeepAccount } from './keep-account.tsx';

/** Where the link of the mail leads that says an account is to be deleted. */
export function CancelErasureScreen() {
  const { auth } = useWords();
  const words = useWords().privacy.cancel;
  usePageTitle(words.title);
  const token = useLinkSecret();
  return (
    <Page width="form">
      <AppText kind="title">{words.title}</AppText>
      <AppText color="muted">{words.lead}</AppText>
      {token === undefined ? <Notice tone="info" text={words.noToken} /> : <KeepAccount token={token} />}
      <LinkButton href="/sign-in" label={auth.signIn} />
    </Page>
  );
}
