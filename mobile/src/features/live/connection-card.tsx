import { useCallback, useEffect, useRef, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { useServices } from '../services.ts';

/** Answers that are timed; the first also sets up the connection, and does not count. */
const TRIES = 4;
/** Up to which time an answer is good, and fair, ms. */
const GOOD_MS = 250;
const FAIR_MS = 700;

type Check =
  | { readonly state: 'checking' }
  | { readonly state: 'none' }
  | { readonly state: 'done'; readonly ms: number };

/** How the line to the servers is, told before anybody is live on it. */
export function ConnectionCard() {
  const { live: words } = useWords();
  const { api } = useServices();
  const [check, setCheck] = useState<Check>({ state: 'checking' });
  const newest = useRef(0);
  const run = useCallback(async () => {
    newest.current += 1;
    const mine = newest.current;
    setCheck({ state: 'checking' });
    const times: number[] = [];
    for (let at = 0; at < TRIES; at += 1) {
      const from = performance.now();
      const answer = await api.regions();
      if (mine !== newest.current) return;
      if (!answer.ok && answer.failure.kind === 'network') return setCheck({ state: 'none' });
      if (at > 0) times.push(performance.now() - from);
    }
    times.sort((a, b) => a - b);
    setCheck({ state: 'done', ms: Math.round(times[Math.floor(times.length / 2)] ?? 0) });
  }, [api]);
  useEffect(() => {
    void run();
    return () => {
      newest.current += 1;
    };
  }, [run]);
  return (
    <Card>
      <AppText kind="heading">{words.connection}</AppText>
      <Result check={check} />
      <View style={styles.row}>
        <Button
          compact
          kind="secondary"
          label={words.connectionAgain}
          busy={check.state === 'checking'}
          onPress={() => void run()}
        />
      </View>
    </Card>
  );
}

function Result({ check }: { readonly check: Check }) {
  const { live: words } = useWords();
  switch (check.state) {
    case 'checking':
      return <Notice tone="info" text={words.connectionChecking} />;
    case 'none':
      return <Notice tone="error" text={words.connectionNone} />;
    case 'done':
      if (check.ms <= GOOD_MS) return <Notice tone="success" text={words.connectionGood(check.ms)} />;
      if (check.ms <= FAIR_MS) return <Notice tone="info" text={words.connectionFair(check.ms)} />;
      return <Notice tone="error" text={words.connectionPoor(check.ms)} />;
    default:
      return check satisfies never;
  }
}

const styles = StyleSheet.create({ row: { flexDirection: 'row' } });
