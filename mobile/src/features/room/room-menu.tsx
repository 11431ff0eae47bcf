import { useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SwitchRow } from '../../ui/switch-row.tsx';
import { AppText } from '../../ui/text.tsx';
import { BlockButton } from '../people/block-button.tsx';
import { FollowButton } from '../people/follow-button.tsx';
import { ReportForm } from '../people/report-form.tsx';
import { useServices } from '../services.ts';
import { GuestSeat, useSeat } from './guest-seat.tsx';
import type { HostRelation } from './use-host-relation.ts';
import type { RoomMedia } from './use-room-media.ts';
import { useRoom, useSessionOfRoom } from './use-room-session.ts';

/** Everything about the room that needs no place of its own: sharing, sound and picture, a seat, report and block. */
export function RoomMenu(props: {
  readonly media: RoomMedia;
  readonly relation: HostRelation;
  readonly onClose: () => void;
}) {
  const { watching: words, ui } = useWords();
  const { media, relation, onClose } = props;
  const { share, pageUrl } = useServices();
  const { roomId } = useSessionOfRoom();
  const room = useRoom((state) => state.room);
  const role = useRoom((state) => state.you?.role);
  const seat = useSeat();
  const [report, setReport] = useState<'room' | 'user'>();
  const [shared, setShared] = useState<string>();
  const host = room?.host.name ?? '';
  const hosting = role === 'host';
  const shareRoom = async (): Promise<void> => {
    const outcome = await share({ title: room?.title ?? '', url: pageUrl(`/room/${roomId}`) });
    setShared(outcome === 'copied' ? words.linkCopied : outcome === 'failed' ? words.linkFailed : undefined);
  };
  if (report !== undefined) {
    const target = report === 'room' ? ({ kind: 'room', id: roomId } as const) : ({ kind: 'user', id: host } as const);
    return <ReportForm target={target} onClose={onClose} />;
  }
  return (
    <Sheet label={words.menu} onClose={onClose}>
      <AppText kind="heading">{room?.title ?? ''}</AppText>
      {room?.privacy?.recording === true ? <Notice tone="info" text={words.recorded} /> : null}
      <Button kind="secondary" label={words.share} onPress={() => void shareRoom()} />
      {shared === undefined ? null : <Notice tone="info" text={shared} />}
      {media.status === 'off' || media.status === 'waiting' || hosting ? null : (
        <>
          <SwitchRow label={words.sound} value={media.hears} onChange={media.setHears} />
          <SwitchRow
            label={words.dataSaver}
            description={words.dataSaverHint}
            value={media.soundOnly}
            onChange={media.setSoundOnly}
          />
        </>
      )}
      {hosting ? null : (
        <>
          <GuestSeat seat={seat} />
          {relation.following === undefined ? null : (
            <FollowButton username={host} following={relation.following} onChange={relation.changed} />
          )}
          <Button kind="danger" label={words.reportRoom} onPress={() => setReport('room')} />
          <Button kind="danger" label={words.reportHost(host)} onPress={() => setReport('user')} />
          <BlockButton username={host} blocking={relation.blocking} onChange={relation.changed} />
        </>
      )}
      <Button kind="quiet" label={ui.close} onPress={onClose} />
    </Sheet>
  );
}
