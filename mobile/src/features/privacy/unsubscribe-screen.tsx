import { useWords } from '../../i18n/use-words.ts';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useServices } from '../services.ts';
import { useLinkSecret } from '../use-link-secret.ts';
import { LinkPress } from './link-press.tsx';

/** Where the link of a mail leads. One press, no sign-in. */
export function UnsubscribeScreen() {
  const words = useWords().privacy.unsubscribe;
  usePageTitle(words.title);
  const { api } = useServices();
  const token = useLinkSecret();
  return (
    <Page width="form">
      <AppText kind="title">{words.title}</AppText>
      <AppText color="muted">{words.lead}</AppText>
      {token === undefined ? (
        <Notice tone="info" text={words.noToken} />
      ) : (
        <LinkPress label={words.stop} send={() => api.unsubscribe(token)} done={() => words.stopped} />
      )}
    </Page>
  );
}
