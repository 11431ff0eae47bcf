import type { OwnStream } from '@halobuzz/core/api/streams';
import { useRouter } from 'expo-router';
import { useState } from 'react';
import { StyleSheet } from 'react-native';
import type { ApiResult } from '../../api/failure.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmStep } from '../../ui/confirm-step.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useServices } from '../services.ts';

/** A draft or a scheduled broadcast: start it, edit it, or let it go, which is asked twice. */
export function DraftEntry({ draft, onGone }: { readonly draft: OwnStream; readonly onGone: () => void }) {
  const { live: words } = useWords();
  const { api } = useServices();
  const router = useRouter();
  const format = useFormat();
  const failureText = useFailureText();
  const [busy, setBusy] = useState<'start' | 'discard'>();
  const [failure, setFailure] = useState<string>();
  const { id, title, scheduledAt, settings } = draft;

  const run = async <T,>(what: 'start' | 'discard', send: Promise<ApiResult<T>>, done: () => void): Promise<void> => {
    setBusy(what);
    const answer = await send;
    setBusy(undefined);
    setFailure(answer.ok ? undefined : failureText(answer.failure));
    if (answer.ok) done();
  };
  const when =
    scheduledAt !== undefined
      ? words.startsAt(format.time(scheduledAt))
      : settings.expiresAt === undefined
        ? words.draft
        : `${words.draft} · ${words.expires(format.date(settings.expiresAt))}`;
  return (
    <ListEntry style={styles.entry}>
      <AppText kind="strong">{title}</AppText>
      <AppText kind="small" color="muted">
        {`${when} · ${words.visibility[draft.privacy.visibility]}`}
      </AppText>
      {failure === undefined ? null : <Notice tone="error" text={failure} />}
      <ConfirmStep
        compact
        question={words.discardAsk(title)}
        yes={words.discardYes}
        no={words.keep}
        busy={busy === 'discard'}
        onYes={() => void run('discard', api.cancelStream(id), onGone)}
      >
        {(ask) => (
          <>
            <Button
              compact
              label={words.start}
              spoken={`${words.start}: ${title}`}
              busy={busy === 'start'}
              onPress={() =>
                void run('start', api.startDraft(id), () => router.push({ pathname: '/room/[id]', params: { id } }))
              }
            />
            <LinkButton
              compact
              href={{ pathname: scheduledAt === undefined ? '/go-live' : '/schedule', params: { draft: id } }}
              label={`${words.edit}: ${title}`}
              face={words.edit}
            />
            <Button
              compact
              kind="quiet"
              label={scheduledAt === undefined ? words.discard : words.cancelIt}
              spoken={`${scheduledAt === undefined ? words.discard : words.cancelIt}: ${title}`}
              onPress={ask}
            />
          </>
        )}
      </ConfirmStep>
    </ListEntry>
  );
}

const styles = StyleSheet.create({ entry: { gap: space.s } });
