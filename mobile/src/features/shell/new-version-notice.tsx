import { limits } from '@halobuzz/core/limits';
import { usePathname } from 'expo-router';
import { useCallback, useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { usePolling } from '../../ui/use-polling.ts';
import { useServices } from '../services.ts';
import { ShellNotice } from './shell-notice.tsx';

/**
 * Offers a newer version of the app once there is one: looked for now and then, and whenever the app comes to the front. It is never
 * taken unasked, and not spoken of in a room, which starting anew would leave.
 */
export function NewVersionNotice() {
  const { shell } = useWords();
  const { updates } = useServices();
  const path = usePathname();
  const [there, setThere] = useState(false);
  const look = useCallback(async () => {
    if (await updates.isThere()) setThere(true);
  }, [updates]);
  usePolling(look, limits.clientUpdateCheckPeriodMs);
  if (!there || path.startsWith('/room/')) return null;
  return (
    <ShellNotice>
      <Notice
        tone="info"
        text={shell.newVersion}
        action={<Button compact kind="secondary" label={shell.takeVersion} onPress={() => void updates.take()} />}
      />
    </ShellNotice>
  );
}
