import { Redirect, useUnstableGlobalHref } from 'expo-router';
import type { ReactNode } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { Loading } from '../../ui/loading.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AccountBanners, isEndingForAge } from './account-banners.tsx';
import { useSession } from './session.tsx';

/**
 * Shows its children to the signed-in; sends everybody else to sign in and back.
 *
 * @param props.evenEnding also to those whose account is hidden for their age: what puts that right works for them
 */
export function SignedInOnly(props: { readonly children: ReactNode; readonly evenEnding?: boolean }) {
  const { auth, ui } = useWords();
  const failureText = useFailureText();
  const { children } = props;
  const { state, reload } = useSession();
  // With its query. What stands behind `#` may be a secret of a mail, and is not written into another address.
  const [path] = useUnstableGlobalHref().split('#');
  switch (state.status) {
    case 'starting':
      return <Loading text={auth.starting} />;
    case 'signed-out':
      return <Redirect href={{ pathname: '/sign-in', params: { next: path } }} />;
    case 'unreachable':
      if (isEndingForAge(state.failure)) return props.evenEnding === true ? children : <EndingPage />;
      return (
        <Page>
          <Notice
            tone="error"
            text={failureText(state.failure)}
            action={<Button compact kind="secondary" label={ui.retry} onPress={() => void reload()} />}
          />
        </Page>
      );
    case 'signed-in':
      return children;
    default:
      return state satisfies never;
  }
}

function EndingPage() {
  return (
    <Page>
      <AccountBanners />
    </Page>
  );
}
