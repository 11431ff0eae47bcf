import { diamondsForCoins, parseAmount } from '@halobuzz/core/money';
import { useCallback, useEffect, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Figures } from '../../ui/figures.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { usePolling } from '../../ui/use-polling.ts';
import { useTicks } from '../room/use-ticks.ts';
import type { HostToolsProps } from './host-tools.ts';

/** How often the leaderboard is asked for while somebody looks. */
const BOARD_PERIOD_MS = 5_000;
/** As many as one answer holds. */
const BOARD_MAX = 100;
const GIFTERS_SHOWN = 5;

interface Gifter {
  readonly id: string;
  readonly name: string;
  readonly coins: string;
}

/** How the broadcast goes, as it goes. */
export function Dashboard({ state, connection, serverNowMs, giftsLastMinute }: HostToolsProps) {
  const { host: words, ui } = useWords();
  const format = useFormat();
  const [board, setBoard] = useState<readonly Gifter[]>();
  const ask = useCallback(async () => {
    try {
      const data = await connection.command({ t: 'leaderboard', scope: 'room', limit: BOARD_MAX });
      if (data.t !== 'leaderboard') return;
      setBoard(data.entries.map(({ person, coins }) => ({ ...person, coins })));
    } catch {
      // What was shown stays; the next time is soon.
    }
  }, [connection]);
  useEffect(() => void ask(), [ask]);
  usePolling(ask, BOARD_PERIOD_MS);
  useTicks(true);
  const now = serverNowMs();
  const gifters = board ?? state.top.map(({ person, coins }) => ({ ...person, coins }));
  const coins = gifters.reduce((sum, { coins: given }) => sum + (parseAmount(given) ?? 0n), 0n);
  const startedAtMs = state.room?.startedAtMs ?? now;
  const figures = [
    [words.duration, format.duration((now - startedAtMs) / 1_000)],
    [words.viewers, format.count(state.viewers)],
    [words.peak, format.count(state.peakViewers)],
    [words.likes, format.count(state.likes)],
    [words.giftRate, format.count(giftsLastMinute())],
    [words.coins, format.amount(coins)],
    [words.diamonds, format.amount(diamondsForCoins(coins))],
    [words.picture, pictureOf(state, words)],
  ] as const;
  return (
    <>
      <Figures compact figures={figures} />
      <AppText kind="small" color="muted">
        {words.diamondsNote}
      </AppText>
      <AppText kind="subheading">{words.topGifters}</AppText>
      {gifters.length === 0 ? (
        <AppText color="muted">{words.noGifts}</AppText>
      ) : (
        <View role="list" aria-label={words.topGifters}>
          {gifters.slice(0, GIFTERS_SHOWN).map(({ id, name, coins: given }, at) => (
            <ListEntry key={id} style={styles.gifter}>
              <AppText style={styles.name}>{`${at + 1}. ${name}`}</AppText>
              <AppText kind="strong">{ui.coins(format.amount(given))}</AppText>
            </ListEntry>
          ))}
        </View>
      )}
    </>
  );
}

function pictureOf(state: HostToolsProps['state'], words: ReturnType<typeof useWords>['host']): string {
  if (state.media?.state === 'off') return words.pictureOff;
  return state.hostQuality === undefined ? words.pictureUnknown : words.pictures[state.hostQuality];
}

const styles = StyleSheet.create({
  gifter: { flexDirection: 'row', gap: space.m },
  name: { flex: 1 },
});
