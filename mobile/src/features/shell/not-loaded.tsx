import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';

/** Stands where a screen's code could not be fetched. */
export function NotLoaded({ retry }: { readonly retry: () => void }) {
  const { ui } = useWords();
  const failureText = useFailureText();
  return (
    <Page>
      <Notice
        tone="error"
        text={failureText({ kind: 'network' })}
        action={<Button compact kind="secondary" label={ui.retry} onPress={retry} />}
      />
    </Page>
  );
}
