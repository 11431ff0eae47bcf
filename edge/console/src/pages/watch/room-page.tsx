import { type WatchedRoomDetail, watchedRoomDetailSchema } from '@halobuzz/core/api/watch';
import { useState } from 'react';
import { useParams } from 'wouter';
import { AccountLink } from '../../kit/account-link.tsx';
import { Badge } from '../../kit/badge.tsx';
import { Facts } from '../../kit/facts.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useRead } from '../../kit/use-read.ts';
import { useCommands } from '../../shell/commands.tsx';
import { ChatLines } from './chat-lines.tsx';
import { EndDialog } from './end-dialog.tsx';
import { KeptChat } from './kept-chat.tsx';
import { riskTone, riskWords } from './risk-words.ts';
import { actWords, type LesserAct, RoomActDialog } from './room-act-dialog.tsx';
import { RoomHistory } from './room-history.tsx';

const looksEveryMs = 3_000;

/** One room: what goes on in it, what its host did before, and what may be done about it. */
export function RoomPage() {
  const { id = '' } = useParams<{ id: string }>();
  const [acting, setActing] = useState<LesserAct | 'end'>();
  const read = useRead({
    ...{ path: `/admin/watch/${id}`, schema: watchedRoomDetailSchema },
    ...(acting === undefined ? { everyMs: looksEveryMs } : {}),
  });
  const { data } = read;
  const live = data?.room.status === 'live';
  useCommands(live ? [{ id: 'end-room', label: 'End this broadcast', key: 'e', run: () => setActing('end') }] : []);
  const close = (): void => setActing(undefined);
  const done = (): void => {
    close();
    read.refresh();
  };
  return (
    <Page
      title={data === undefined ? 'A room' : data.room.title}
      lead={<code>{id}</code>}
      actions={
        live ? (
          <>
            <a className="button" href={`/room/${id}`} target="_blank" rel="noreferrer">
              Look into the room
            </a>
            <button type="button" className="danger" onClick={() => setActing('end')}>
              End now
            </button>
          </>
        ) : undefined
      }
    >
      <Loaded read={read}>{(detail) => <Room detail={detail} onAct={setActing} />}</Loaded>
      {acting === 'end' && data !== undefined ? <EndDialog room={data.room} onDone={done} onClose={close} /> : null}
      {acting === undefined || acting === 'end' ? null : (
        <RoomActDialog roomId={id} act={acting} onDone={done} onClose={close} />
      )}
    </Page>
  );
}

function Room({ detail, onAct }: { readonly detail: WatchedRoomDetail; readonly onAct: (act: LesserAct) => void }) {
  const { room, chat, history } = detail;
  const live = room.status === 'live';
  return (
    <div className="stack">
      {live ? null : (
        <Notice tone="info" title="It is over">
          {room.endedAt === undefined ? null : <Time iso={room.endedAt} />}
        </Notice>
      )}
      <RoomFacts detail={detail} />
      {live || history.barredUntil !== undefined ? <Acts detail={detail} onAct={onAct} /> : null}
      {live && room.visibility === 'public' ? (
        <section className="card stack" aria-labelledby="now">
          <h2 id="now">Chat now</h2>
          <ChatLines messages={chat} empty="Nobody has said anything yet." />
        </section>
      ) : null}
      <KeptChat roomId={room.id} />
      <RoomHistory history={history} />
    </div>
  );
}

function Acts({ detail, onAct }: { readonly detail: WatchedRoomDetail; readonly onAct: (act: LesserAct) => void }) {
  const { room, figures, history } = detail;
  const acts: readonly LesserAct[] = [
    ...(room.status === 'live'
      ? ([
          'warn',
          figures.chatClosed ? 'open_chat' : 'close_chat',
          'blank_title',
          ...(room.cover === undefined ? [] : (['take_cover'] as const)),
        ] as const)
      : []),
    ...(history.barredUntil === undefined ? [] : (['lift_bar'] as const)),
  ];
  return (
    <section className="row" aria-label="Acts">
      {acts.map((act) => (
        <button key={act} type="button" onClick={() => onAct(act)}>
          {actWords[act].title}
        </button>
      ))}
    </section>
  );
}

function RoomFacts({ detail: { room, figures, history } }: { readonly detail: WatchedRoomDetail }) {
  const number = (value: number): string => value.toLocaleString('en-GB');
  return (
    <Facts
      items={[
        { label: 'Host', value: <AccountLink id={room.host.id} handle={room.host.handle} /> },
        {
          label: 'Risk',
          value: (
            <>
              <Badge tone={riskTone(room.risk.score)}>{room.risk.score}</Badge>{' '}
              {room.risk.why.map(riskWords).join(', ')}
            </>
          ),
        },
        { label: 'Viewers', value: `${number(room.viewers)} now, ${number(figures.peakViewers)} at most` },
        { label: 'People', value: number(figures.uniqueViewers) },
        { label: 'Likes', value: number(figures.likes) },
        { label: 'Gifts', value: `${number(figures.gifts)} for ${number(Number(figures.coins))} coins` },
        { label: 'Live since', value: <Time iso={room.startedAt} /> },
        room.status === 'live' && { label: 'Host is there', value: figures.hostOnline ? 'yes' : 'no' },
        figures.chatClosed && { label: 'Chat', value: <Badge tone="warning">closed by staff</Badge> },
        { label: 'Door', value: `${room.visibility}${room.adultsOnly ? ', adults only' : ''}` },
        { label: 'Where', value: `${room.country}, ${room.region}` },
        history.barredUntil !== undefined && {
          label: 'May go live again',
          value: <Time iso={history.barredUntil} />,
        },
      ]}
    />
  );
}
