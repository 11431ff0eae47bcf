import { useEffect } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useServices } from '../services.ts';

/**
 * Stands where a screen's code could not be fetched. Where that is because a newer version has taken the place of this one, the app
 * starts anew with it, once.
 */
export function NotLoaded({ retry }: { readonly retry: () => void }) {
  const { shell, ui } = useWords();
  const { updates } = useServices();
  useEffect(() => {
    if (updates.justTaken) return;
    void updates.isThere().then((there) => (there ? updates.take() : undefined));
  }, [updates]);
  return (
    <Notice
      tone="error"
      text={shell.notLoaded}
      action={<Button compact kind="secondary" label={ui.retry} onPress={retry} />}
    />
  );
}
