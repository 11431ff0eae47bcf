import { limits } from '@halobuzz/core/limits';
import type { Person } from '@halobuzz/core/protocol/messages/fields';
import type { ModerationAct, RoomRole } from '@halobuzz/core/protocol/messages/moderation';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Choices } from '../../ui/choices.tsx';
import { OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { SwitchRow } from '../../ui/switch-row.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { space } from '../../ui/theme.ts';
import type { RoomConnection } from '../services.ts';
import {
  type RestrictingAct,
  restrictingActs,
  type SanctionLength,
  sanctionLengths,
  secondsOf,
} from './sanction-lengths.ts';
import { useAct } from './use-act.ts';

/**
 * What is done about one person: mute, show out or ban, for how long, why, and whether their messages go as well; or the
 * opposite. Naming moderators is the host's and staff's.
 */
export function ModerationForm(props: {
  readonly who: Person;
  readonly role: RoomRole;
  readonly connection: RoomConnection;
  /** The message that it is about, which may be pinned or taken away. */
  readonly mid?: string | undefined;
  readonly onDone?: () => void;
  readonly onClose: () => void;
}) {
  const { moderation: words, ui } = useWords();
  const { who, role, connection, mid } = props;
  const act = useAct();
  const [chosen, setChosen] = useState<RestrictingAct>();
  const [length, setLength] = useState<SanctionLength>('hour');
  const [reason, setReason] = useState('');
  const [purge, setPurge] = useState(false);
  const done = (reply: { readonly t: string; readonly changed?: boolean }): string =>
    reply.changed === false ? words.asItWas : words.done;
  const moderate = async (what: ModerationAct, more: object = {}): Promise<void> => {
    const send = () => connection.command({ t: 'moderate', act: what, who: who.id, ...more });
    if (!(await act.command(what, send, done))) return;
    setChosen(undefined);
    props.onDone?.();
  };
  const plain = (what: 'unmute' | 'unban' | 'mod' | 'unmod') => (
    <Button compact kind="secondary" label={words[what]} busy={act.busy === what} onPress={() => void moderate(what)} />
  );
  return (
    <View style={styles.form}>
      <AppText kind="subheading">{who.name}</AppText>
      <OutcomeNotice outcome={act.outcome} />
      {mid === undefined ? null : (
        <View style={styles.row}>
          <Button
            compact
            kind="secondary"
            label={words.pin}
            busy={act.busy === 'pin'}
            onPress={() => void act.command('pin', () => connection.command({ t: 'pin', mid }), done)}
          />
          <Button
            compact
            kind="danger"
            label={words.remove}
            busy={act.busy === 'remove'}
            onPress={() => void act.command('remove', () => connection.command({ t: 'chat.delete', mid }), done)}
          />
        </View>
      )}
      <View style={styles.row}>
        {restrictingActs.map((what) => (
          <Button
            key={what}
            compact
            kind="danger"
            label={words[what]}
            expanded={chosen === what}
            onPress={() => setChosen(chosen === what ? undefined : what)}
          />
        ))}
      </View>
      {chosen === undefined ? null : (
        <>
          <AppText>{words.notes[chosen]}</AppText>
          <AppText kind="label">{words.howLong}</AppText>
          <Choices
            wrap
            label={words.howLong}
            choices={sanctionLengths
              .filter(({ name }) => chosen !== 'kick' || name !== 'always')
              .map(({ name }) => ({
                value: name,
                label: words.lengths[name],
              }))}
            value={length}
            onChoose={setLength}
          />
          <TextField
            label={words.reason}
            hint={words.reasonHint}
            value={reason}
            onChangeText={setReason}
            maxLength={limits.moderationReasonCharsMax}
          />
          <SwitchRow kind="checkbox" label={words.purge} value={purge} onChange={setPurge} />
          <Button
            kind="danger"
            label={words.confirm(words[chosen], who.name)}
            busy={act.busy === chosen}
            onPress={() =>
              void moderate(chosen, {
                ...secondsOf(length),
                ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
                ...(purge ? { purge } : {}),
              })
            }
          />
        </>
      )}
      <View style={styles.row}>
        {plain('unmute')}
        {plain('unban')}
        {role === 'host' || role === 'admin' ? (
          <>
            {plain('mod')}
            {plain('unmod')}
          </>
        ) : null}
        {role !== 'host' ? null : (
          <Button
            compact
            kind="secondary"
            label={words.seat}
            busy={act.busy === 'seat'}
            onPress={() => void act.command('seat', () => connection.guest('invite', who.id), done)}
          />
        )}
        <Button compact kind="quiet" label={ui.close} onPress={props.onClose} />
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  form: { gap: space.m },
  row: { flexDirection: 'row', flexWrap: 'wrap', gap: space.s },
});
