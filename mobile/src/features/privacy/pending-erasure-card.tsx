import type { PendingErasure } from '@halobuzz/core/errors/app-error';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { AppText } from '../../ui/text.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { KeepAccount } from './keep-account.tsx';

/** What somebody meets who signs in to an account that is to be deleted: until when, and the way back. */
export function PendingErasureCard({ erasure }: { readonly erasure: PendingErasure }) {
  const words = useWords().privacy.cancel;
  const format = useFormat();
  return (
    <Card>
      <AppText kind="strong" role="alert">
        {words.pending(format.time(erasure.cancelUntil))}
      </AppText>
      <AppText kind="small">{words.pendingLead}</AppText>
      <KeepAccount token={erasure.cancelToken} />
    </Card>
  );
}
