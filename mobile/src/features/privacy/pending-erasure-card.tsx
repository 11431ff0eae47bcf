import type { PendingErasure } from '@halobuzz/core/errors/app-error';
import { Card } from '../../ui/card.tsx';
import { formatTime } from '../../ui/format.ts';
import { AppText } from '../../ui/text.tsx';
import { KeepAccount } from './keep-account.tsx';
import { privacyStrings } from './privacy-strings.ts';

const words = privacyStrings.cancel;

/** What somebody meets who signs in to an account that is to be deleted: until when, and the way back. */
export function PendingErasureCard({ erasure }: { readonly erasure: PendingErasure }) {
  return (
    <Card>
      <AppText kind="strong" role="alert">
        {words.pending(formatTime(erasure.cancelUntil))}
      </AppText>
      <AppText kind="small">{words.pendingLead}</AppText>
      <KeepAccount token={erasure.cancelToken} />
    </Card>
  );
}
