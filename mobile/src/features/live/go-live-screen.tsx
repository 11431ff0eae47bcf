import type { OwnStream } from '@halobuzz/core/api/streams';
import { useCallback } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { VerifyBanner } from '../auth/verify-banner.tsx';
import { useServices } from '../services.ts';
import { StillLive } from './still-live.tsx';
import { StreamEditor } from './stream-editor.tsx';

/**
 * Going live, now or later: a new broadcast, or the draft of that id.
 *
 * @param props.later begins with a time to choose
 */
export function GoLiveScreen(props: { readonly draftId?: string | undefined; readonly later?: boolean }) {
  const { goLive, live: words } = useWords();
  const { draftId, later = false } = props;
  const title = draftId !== undefined ? words.editTitle : later ? words.laterTitle : goLive.title;
  usePageTitle(title);
  const { api } = useServices();
  const fetchOwn = useCallback(() => api.ownStreams(), [api]);
  const { load, reload } = useLoad(fetchOwn, draftId);
  return (
    <Page width="wide">
      <VerifyBanner />
      <AppText kind="title">{title}</AppText>
      <Loaded load={load} reload={reload}>
        {({ items }) => {
          const running = items.find(isRunning);
          const draft = items.find((one) => one.id === draftId && !isRunning(one));
          return (
            <>
              {running === undefined ? null : <StillLive stream={running} onGone={() => void reload()} />}
              {draftId !== undefined && draft === undefined ? <Notice tone="info" text={words.gone} /> : null}
              <StreamEditor
                key={draft?.id ?? 'new'}
                draft={draft}
                later={later || running !== undefined}
                mayStart={running === undefined}
                onLive={() => void reload()}
              />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

export function isRunning({ status }: Pick<OwnStream, 'status'>): boolean {
  return status === 'live' || status === 'interrupted';
}
