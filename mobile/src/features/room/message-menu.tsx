import { useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { AppText } from '../../ui/text.tsx';
import { mayModerate } from '../host/may-moderate.ts';
import { BlockButton } from '../people/block-button.tsx';
import { PersonLink } from '../people/person-link.tsx';
import { ReportForm } from '../people/report-form.tsx';
import { lazyPart } from '../shell/lazy-screen.tsx';
import type { ChatLine } from './feed-line.tsx';
import { useRefusalText } from './use-refusal-text.ts';
import { useRoom, useSessionOfRoom } from './use-room-session.ts';

/** Of hosts and moderators alone, so that viewers never fetch it. */
const ModerationMenu = lazyPart(() => import('../host/host-screens.ts').then((m) => m.hostScreens.ModerationMenu));

/** What can be done with a message and who wrote it. Links in its text are text: nothing opens from here. */
export function MessageMenu(props: {
  readonly line: ChatLine;
  readonly onReply: () => void;
  readonly onMention: () => void;
  readonly onClose: () => void;
}) {
  const { watching: words, ui, moderation } = useWords();
  const { line, onClose } = props;
  const { roomId, connection, removeMessage } = useSessionOfRoom();
  const refusalText = useRefusalText();
  const you = useRoom((state) => state.you);
  const hostId = useRoom((state) => state.room?.host.id);
  const [reporting, setReporting] = useState(false);
  const [moderating, setModerating] = useState(false);
  const [blocking, setBlocking] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const own = line.from.id === you?.id;
  const moderates = mayModerate(you?.role) && line.from.id !== hostId;
  const remove = async (): Promise<void> => {
    const reason = await removeMessage(line.mid);
    if (reason === undefined) onClose();
    else setRefusal(refusalText(reason));
  };
  if (moderating && you !== undefined) {
    const { role } = you;
    return <ModerationMenu {...{ who: line.from, mid: line.mid, role, connection, onClose }} />;
  }
  if (reporting) {
    return <ReportForm target={{ kind: 'message', id: line.mid, about: roomId }} onClose={onClose} />;
  }
  return (
    <Sheet label={words.messageOf(line.from.name)} onClose={onClose}>
      {own ? <AppText kind="strong">{line.from.name}</AppText> : <PersonLink username={line.from.name} />}
      <AppText>{line.text}</AppText>
      {refusal === undefined ? null : <Notice tone="error" text={refusal} />}
      <Button kind="secondary" label={words.reply} onPress={props.onReply} />
      {own ? null : <Button kind="secondary" label={words.mention(line.from.name)} onPress={props.onMention} />}
      {own || moderates ? <Button kind="danger" label={words.removeMessage} onPress={() => void remove()} /> : null}
      {moderates && !own ? (
        <Button kind="secondary" label={moderation.title} onPress={() => setModerating(true)} />
      ) : null}
      {own ? null : (
        <>
          <Button kind="danger" label={words.reportMessage} onPress={() => setReporting(true)} />
          <BlockButton
            username={line.from.name}
            blocking={blocking}
            onChange={(relation) => setBlocking(relation.blocking)}
          />
        </>
      )}
      <Button kind="quiet" label={ui.close} onPress={onClose} />
    </Sheet>
  );
}
