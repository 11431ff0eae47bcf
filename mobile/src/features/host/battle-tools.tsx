import { limits } from '@halobuzz/core/limits';
import { useCallback, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Choices } from '../../ui/choices.tsx';
import { ConfirmStep } from '../../ui/confirm-step.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { secondsUntil, useTicks } from '../room/use-ticks.ts';
import { useServices } from '../services.ts';
import type { HostToolsProps } from './host-tools.ts';
import { PersonRow } from './person-row.tsx';
import { type Acting, useAct } from './use-act.ts';

/** Rivals to choose from: those with the most viewers. */
const RIVALS_MAX = 20;
const lengths = [limits.battleSecondsMin, 180, limits.battleSecondsDefault, 600] as const;

/** A battle with another host: who may be challenged, what waits for an answer, and the way out of one that runs. */
export function BattleTools(props: HostToolsProps) {
  const { host: words } = useWords();
  const act = useAct();
  const { challenge, battle } = props.state;
  const open = challenge?.state === 'invited' ? challenge : undefined;
  return (
    <>
      <AppText color="muted">{words.battleLead}</AppText>
      <OutcomeNotice outcome={act.outcome} />
      {battle?.state === 'running' ? (
        <Running {...props} act={act} />
      ) : open !== undefined ? (
        <Waiting {...props} act={act} />
      ) : (
        <>
          {challenge === undefined || challenge.state === 'invited' || battle?.battle === challenge.battle ? null : (
            <Notice tone="info" text={words.challengeEnded[challenge.state]} />
          )}
          {battle?.state === 'settling' ? <Notice tone="info" text={words.settlingBattle} /> : null}
          <Rivals roomId={props.roomId} act={act} />
        </>
      )}
    </>
  );
}

function Waiting({ state, roomId, act }: HostToolsProps & { readonly act: Acting }) {
  const { host: words } = useWords();
  const { api } = useServices();
  const { challenge } = state;
  if (challenge === undefined) return null;
  const { battle, from, to, seconds } = challenge;
  if (from.room === roomId) {
    return (
      <>
        <Notice tone="info" text={words.challengeSent(to.host.name)} />
        <Button
          kind="secondary"
          label={words.withdraw}
          busy={act.busy === 'cancel'}
          onPress={() => void act.request('cancel', () => api.actOnBattle(battle, 'cancel'))}
        />
      </>
    );
  }
  return (
    <>
      <Notice tone="info" text={words.challengedBy(from.host.name, words.minutes(Math.round(seconds / 60)))} />
      <View style={styles.row}>
        <Button
          label={words.accept}
          busy={act.busy === 'accept'}
          onPress={() => void act.request('accept', () => api.actOnBattle(battle, 'accept'))}
        />
        <Button
          kind="secondary"
          label={words.decline}
          busy={act.busy === 'decline'}
          onPress={() => void act.request('decline', () => api.actOnBattle(battle, 'decline'))}
        />
      </View>
    </>
  );
}

function Running({ state, roomId, serverNowMs, act }: HostToolsProps & { readonly act: Acting }) {
  const { host: words, room } = useWords();
  const { api } = useServices();
  const format = useFormat();
  useTicks(true);
  const { battle } = state;
  if (battle === undefined) return null;
  const coins = (own: boolean): string =>
    format.amount(battle.sides.find(({ room }) => (room === roomId) === own)?.coins ?? '0');
  const left = format.duration(secondsUntil(battle.endsAtMs, serverNowMs()));
  return (
    <>
      <AppText kind="figure">{words.running(coins(true), coins(false), left)}</AppText>
      <ConfirmStep
        question={words.giveUpAsk}
        yes={words.giveUp}
        no={room.endNo}
        busy={act.busy === 'cancel'}
        onYes={() => void act.request('cancel', () => api.actOnBattle(battle.battle, 'cancel'))}
      >
        {(ask) => <Button kind="danger" label={words.giveUp} onPress={ask} />}
      </ConfirmStep>
    </>
  );
}

function Rivals({ roomId, act }: { readonly roomId: string; readonly act: Acting }) {
  const { host: words } = useWords();
  const { api } = useServices();
  const [seconds, setSeconds] = useState<number>(limits.battleSecondsDefault);
  const fetchLive = useCallback(() => api.streams({ limit: RIVALS_MAX }), [api]);
  const { load, reload } = useLoad(fetchLive);
  return (
    <>
      <AppText kind="label">{words.length}</AppText>
      <Choices
        wrap
        label={words.length}
        choices={lengths.map((value) => ({ value: value.toString(), label: words.minutes(value / 60) }))}
        value={seconds.toString()}
        onChoose={(value) => setSeconds(Number(value))}
      />
      <Loaded load={load} reload={reload}>
        {({ items }) => {
          const rivals = items.filter(({ id }) => id !== roomId);
          if (rivals.length === 0) return <AppText color="muted">{words.nobodyLive}</AppText>;
          return (
            <View role="list" aria-label={words.battle}>
              {rivals.map(({ id, title, host }) => (
                <PersonRow key={id} name={host.handle} note={title}>
                  <Button
                    compact
                    label={words.challenge}
                    spoken={words.of(words.challenge, host.handle)}
                    busy={act.busy === id}
                    onPress={() =>
                      void act.request(
                        id,
                        () => api.challengeBattle(roomId, id, seconds),
                        () => words.challengeSent(host.handle),
                      )
                    }
                  />
                </PersonRow>
              ))}
            </View>
          );
        }}
      </Loaded>
    </>
  );
}

const styles = StyleSheet.create({ row: { flexDirection: 'row', flexWrap: 'wrap', gap: space.s } });
