import type { SanctionView } from '@halobuzz/core/api/moderation';
import { limits } from '@halobuzz/core/limits';
import { useCallback, useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useServices } from '../services.ts';

/** The ban that keeps somebody out: why, until when, and an appeal against it. Who is blocked by the host finds none. */
export function BanAppeal({ roomId }: { readonly roomId: string }) {
  const { api } = useServices();
  const fetchBan = useCallback(async () => {
    const [sanctions, stream] = await Promise.all([api.sanctions(), api.stream(roomId)]);
    if (!sanctions.ok) return sanctions;
    const host = stream.ok ? stream.data.host.id : undefined;
    const ban = sanctions.data.items.find(
      (sanction) =>
        sanction.kind === 'ban' && sanction.inForce && (sanction.roomId === roomId || sanction.hostId === host),
    );
    return { ok: true as const, data: ban };
  }, [api, roomId]);
  const { load, update } = useLoad(fetchBan);
  if (load.state !== 'ready' || load.data === undefined) return null;
  return <Ban ban={load.data} onAppealed={(changed) => update(() => changed)} />;
}

function Ban({ ban, onAppealed }: { readonly ban: SanctionView; readonly onAppealed: (ban: SanctionView) => void }) {
  const { watching: words } = useWords();
  const format = useFormat();
  const failureText = useFailureText();
  const { api } = useServices();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const appeal = async (): Promise<void> => {
    setBusy(true);
    const answer = await api.appeal(ban.id, text.trim());
    setBusy(false);
    setFailure(answer.ok ? undefined : failureText(answer.failure));
    if (answer.ok) onAppealed(answer.data.sanction);
  };
  return (
    <Card>
      <AppText kind="heading">{words.banned}</AppText>
      {ban.reason === '' ? null : <AppText>{words.banReason(ban.reason)}</AppText>}
      <AppText color="muted">
        {ban.endsAt === undefined ? words.banForever : words.banUntil(format.time(ban.endsAt))}
      </AppText>
      {ban.appeal === undefined ? (
        <>
          <TextField
            multiline
            label={words.appeal}
            hint={words.appealHint}
            value={text}
            onChangeText={setText}
            maxLength={limits.appealCharsMax}
          />
          {failure === undefined ? null : <Notice tone="error" text={failure} />}
          <Button label={words.sendAppeal} disabled={text.trim() === ''} busy={busy} onPress={() => void appeal()} />
        </>
      ) : (
        <Notice
          tone="info"
          text={ban.appeal.status === 'open' ? words.appealOpen : words.appealUpheld(ban.appeal.note ?? '')}
        />
      )}
    </Card>
  );
}
