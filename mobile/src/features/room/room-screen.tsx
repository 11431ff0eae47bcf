import type { Account } from '@halobuzz/core/api/auth';
import { useEffect, useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useServices } from '../services.ts';
import { quietMs } from './connection-note.tsx';
import { EndedPanel } from './ended-panel.tsx';
import { RoomClosed } from './room-closed.tsx';
import { RoomView } from './room-view.tsx';
import { type Attempt, RoomSessionProvider, useRoom, useRoomSession } from './use-room-session.ts';

/** A live room: joining it, being in it, and why one is not or no longer. */
export function RoomScreen({ roomId, account }: { readonly roomId: string; readonly account: Account }) {
  const [attempt, setAttempt] = useState<Attempt>({});
  const session = useRoomSession(roomId, attempt);
  return (
    <RoomSessionProvider value={session}>
      <RoomDoor roomId={roomId} account={account} onAttempt={setAttempt} />
    </RoomSessionProvider>
  );
}

function RoomDoor(props: {
  readonly roomId: string;
  readonly account: Account;
  readonly onAttempt: (attempt: Attempt) => void;
}) {
  const { shell } = useWords();
  const { keepAwake } = useServices();
  const connection = useRoom((state) => state.connection);
  const refusal = useRoom((state) => state.refusal);
  const ended = useRoom((state) => state.ended);
  const title = useRoom((state) => state.room?.title);
  usePageTitle(title ?? shell.nav.lobby);
  const watching = title !== undefined && ended === undefined;
  useEffect(() => (watching ? keepAwake() : undefined), [watching, keepAwake]);

  if (ended !== undefined || connection === 'ended') return <EndedPanel roomId={props.roomId} ended={ended} />;
  if (connection === 'refused') {
    return <RoomClosed roomId={props.roomId} code={refusal ?? 'unavailable'} onAttempt={props.onAttempt} />;
  }
  if (title === undefined) return <Joining reconnecting={connection === 'reconnecting'} />;
  return <RoomView account={props.account} />;
}

/** On the way in; says after a while that it goes on by itself. */
function Joining({ reconnecting }: { readonly reconnecting: boolean }) {
  const { room: words, watching } = useWords();
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), quietMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Page>
      <Loading text={reconnecting ? words.connection.reconnecting : words.loading} />
      {long ? <Notice tone="info" text={watching.joinsLong} /> : null}
      <LinkButton href="/" label={words.toLobby} />
    </Page>
  );
}
