import { useWords } from '../../i18n/use-words.ts';
import { Notice } from '../../ui/notice.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { ShellNotice } from '../shell/shell-notice.tsx';
import { usePaused } from './use-paused.ts';

/** Says above every screen that there is maintenance, in the words of who does it, and until when. */
export function MaintenanceNotice() {
  const { shell } = useWords();
  const format = useFormat();
  const maintenance = usePaused()?.maintenance;
  if (maintenance === undefined) return null;
  const { message, endsAt } = maintenance;
  const end = endsAt === undefined ? '' : ` ${shell.maintenanceUntil(format.time(endsAt))}`;
  return (
    <ShellNotice>
      <Notice tone="info" text={`${shell.maintenance} ${message}${end}`} />
    </ShellNotice>
  );
}
