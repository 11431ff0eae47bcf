import { limits } from '@halobuzz/core/limits';
import { setGoalCommandSchema } from '@halobuzz/core/protocol/messages/goal';
import { linksPolicySchema, type RoomSettings } from '@halobuzz/core/protocol/messages/settings';
import { useState } from 'react';
import { View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Choices } from '../../ui/choices.tsx';
import { OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { SwitchRow } from '../../ui/switch-row.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useFormat } from '../../ui/use-format.ts';
import type { HostToolsProps } from './host-tools.ts';
import { useAct } from './use-act.ts';

const slowSteps = [0, 5, 10, 30, 60, limits.slowModeSecondsMax] as const;

/** How the chat goes, what stands above it, and what is asked of the room: for the host and who moderates. */
export function ChatTools(props: HostToolsProps) {
  const { host: words } = useWords();
  const { state, connection } = props;
  const { settings, pinned } = state;
  const act = useAct();
  const [announcement, setAnnouncement] = useState('');
  const change = (part: Partial<RoomSettings>): void =>
    void act.command('settings', () => connection.command({ t: 'settings', ...part }));
  const announce = async (): Promise<void> => {
    const done = await act.command('announce', async () => {
      const { mid } = await connection.chat(announcement.trim());
      await connection.command({ t: 'pin', mid });
    });
    if (done) setAnnouncement('');
  };
  // A value that another app has set stands among the steps, so that the choice tells the truth.
  const seconds = [...new Set([...slowSteps, settings.slowModeSeconds])].sort((a, b) => a - b);
  return (
    <>
      <OutcomeNotice outcome={act.outcome} />
      <TextField
        label={words.announce}
        hint={words.announceHint}
        value={announcement}
        onChangeText={setAnnouncement}
        maxLength={limits.chatCharsMax}
      />
      <Button
        kind="secondary"
        label={words.announceDo}
        disabled={announcement.trim() === ''}
        busy={act.busy === 'announce'}
        onPress={() => void announce()}
      />
      {pinned === undefined ? null : (
        <View>
          <AppText kind="label">{words.pinned}</AppText>
          <AppText>{`${pinned.from.name}: ${pinned.text}`}</AppText>
          <Button
            compact
            kind="secondary"
            label={words.unpin}
            busy={act.busy === 'unpin'}
            onPress={() => void act.command('unpin', () => connection.command({ t: 'unpin' }))}
          />
        </View>
      )}
      {state.you?.role === 'host' ? <GoalTools {...props} /> : null}
      <AppText kind="label">{words.slowMode}</AppText>
      <Choices
        wrap
        label={words.slowMode}
        choices={seconds.map((value) => ({ value: value.toString(), label: words.slowSteps(value) }))}
        value={settings.slowModeSeconds.toString()}
        onChoose={(value) => change({ slowModeSeconds: Number(value) })}
      />
      <SwitchRow
        label={words.followersOnly}
        description={words.followersOnlyNote}
        value={settings.followersOnly}
        onChange={(followersOnly) => change({ followersOnly })}
      />
      <AppText kind="label">{words.links}</AppText>
      <Choices
        wrap
        label={words.links}
        choices={linksPolicySchema.options.map((value) => ({ value, label: words.linkPolicies[value] }))}
        value={settings.links}
        onChoose={(links) => change({ links })}
      />
      <SwitchRow
        label={words.filter}
        description={words.filterNote}
        value={settings.keywordFilter}
        onChange={(keywordFilter) => change({ keywordFilter })}
      />
    </>
  );
}

function GoalTools({ state, connection }: HostToolsProps) {
  const { host: words } = useWords();
  const format = useFormat();
  const act = useAct();
  const [title, setTitle] = useState('');
  const [target, setTarget] = useState('');
  const [wrong, setWrong] = useState(false);
  const { goal } = state;
  const set = async (): Promise<void> => {
    const wish = setGoalCommandSchema.safeParse({ t: 'goal', id: 0, title, target: target.trim() });
    setWrong(!wish.success);
    if (!wish.success) return;
    if (!(await act.command('goal', () => connection.setGoal(wish.data.title, wish.data.target)))) return;
    setTitle('');
    setTarget('');
  };
  return (
    <>
      <AppText kind="label">{words.goal}</AppText>
      <OutcomeNotice outcome={act.outcome} />
      {goal === undefined ? (
        <>
          <TextField
            label={words.goalTitle}
            value={title}
            onChangeText={setTitle}
            maxLength={limits.goalTitleCharsMax}
          />
          <TextField
            label={words.goalCoins}
            value={target}
            error={wrong ? words.goalWrong : undefined}
            onChangeText={setTarget}
            inputMode="numeric"
          />
          <Button kind="secondary" label={words.goalSet} busy={act.busy === 'goal'} onPress={() => void set()} />
        </>
      ) : (
        <>
          <AppText>{words.goalNow(goal.title, format.amount(goal.progress), format.amount(goal.target))}</AppText>
          <Button
            compact
            kind="secondary"
            label={words.goalClear}
            busy={act.busy === 'clear'}
            onPress={() => void act.command('clear', () => connection.clearGoal())}
          />
        </>
      )}
    </>
  );
}
