import { useSyncExternalStore } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Notice } from '../../ui/notice.tsx';
import { useServices } from '../services.ts';
import { ShellNotice } from './shell-notice.tsx';

/** Says above every screen that the device has no network, for as long as it has none. */
export function OfflineNotice() {
  const { shell } = useWords();
  const { network } = useServices();
  const isThere = useSyncExternalStore(network.onChange, network.isThere, () => true);
  if (isThere) return null;
  return (
    <ShellNotice>
      <Notice tone="info" text={shell.offline} />
    </ShellNotice>
  );
}
