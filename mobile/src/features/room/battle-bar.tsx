import { parseAmount } from '@halobuzz/core/money';
import type { RoomBattle } from '@halobuzz/core/protocol/messages/battle';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { AppText } from '../../ui/text.tsx';
import { radius, space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useRoom, useSessionOfRoom } from './use-room-session.ts';
import { secondsUntil, useTicks } from './use-ticks.ts';

/** The outcome stands there this long; then it is history. */
const outcomeShownMs = 60_000;

/** A battle between this room and another: scores, the time that is left, and who won. */
export function BattleBar() {
  const { watching: words } = useWords();
  const format = useFormat();
  const { serverNowMs } = useSessionOfRoom();
  const battle = useRoom((state) => state.battle);
  const roomId = useRoom((state) => state.room?.id);
  const nowMs = serverNowMs();
  const recent = battle !== undefined && nowMs <= battle.endsAtMs + outcomeShownMs;
  useTicks(recent);
  const own = battle?.sides.find(({ room }) => room === roomId);
  const rival = battle?.sides.find(({ room }) => room !== roomId);
  if (!recent || own === undefined || rival === undefined) return null;
  const ownCoins = parseAmount(own.coins) ?? 0n;
  const rivalCoins = parseAmount(rival.coins) ?? 0n;
  const total = ownCoins + rivalCoins;
  const percent = total === 0n ? 50 : Math.min(90, Math.max(10, Number((ownCoins * 100n) / total)));
  return (
    <View role="group" aria-label={words.battleWith(rival.host.name)} style={styles.battle}>
      <View style={styles.line}>
        <AppText kind="label" color="onStage" numberOfLines={1} style={styles.side}>
          {`${own.host.name} ${format.amount(own.coins)}`}
        </AppText>
        <View role={battle.state === 'running' ? 'timer' : 'status'}>
          <AppText kind="label" color="onStage">
            {middleOf(battle)}
          </AppText>
        </View>
        <AppText kind="label" color="onStage" numberOfLines={1} align="end" style={styles.side}>
          {`${format.amount(rival.coins)} ${rival.host.name}`}
        </AppText>
      </View>
      <View aria-hidden style={styles.track}>
        <View style={[styles.own, { width: `${percent}%` }]} />
        <View style={styles.rival} />
      </View>
    </View>
  );

  function middleOf({ state, startsAtMs, endsAtMs, outcome }: RoomBattle): string {
    switch (state) {
      case 'running':
        return nowMs < startsAtMs
          ? words.battleStarts(secondsUntil(startsAtMs, nowMs))
          : format.duration(secondsUntil(endsAtMs, nowMs));
      case 'settling':
        return words.battleSettling;
      case 'final':
        if (outcome?.winner === undefined) return words.battleDraw;
        return words.battleWon(outcome.winner === roomId ? (own?.host.name ?? '') : (rival?.host.name ?? ''));
      default:
        return state satisfies never;
    }
  }
}

const styles = StyleSheet.create({
  battle: {
    gap: space.xs,
    borderRadius: radius.m,
    paddingHorizontal: space.m,
    paddingVertical: space.s,
    backgroundColor: 'rgba(0, 0, 0, 0.6)',
  },
  line: { flexDirection: 'row', alignItems: 'center', justifyContent: 'space-between', gap: space.s },
  side: { flex: 1 },
  track: { flexDirection: 'row', height: 8, borderRadius: 4, overflow: 'hidden' },
  own: { height: 8, backgroundColor: '#ffb020' },
  rival: { flex: 1, height: 8, backgroundColor: '#5aa9ff' },
});
