import type { AccountSanctionView } from '@halobuzz/core/api/account-sanctions';
import type { ReactNode } from 'react';
import { StyleSheet } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { ListEntry } from '../../ui/list-entry.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';

/** What our staff decided about an account: what, for how long, why, and how an appeal stands. `children`: what may be done. */
export function AccountDecision({
  decision,
  children,
}: {
  readonly decision: AccountSanctionView;
  readonly children?: ReactNode;
}) {
  const { moderation: words } = useWords();
  const format = useFormat();
  const { kind, statement, at, appeal } = decision;
  const state = stateOf(decision, words, (iso) => format.time(iso));
  return (
    <ListEntry style={styles.entry}>
      <AppText kind="strong">{[words.decisions[kind], ...state].join(' · ')}</AppText>
      <AppText kind="small" color="muted">
        {words.given(format.time(at))}
      </AppText>
      <AppText>{statement}</AppText>
      {appeal === undefined ? null : (
        <>
          <AppText kind="small">{`„${appeal.text}“`}</AppText>
          <Notice tone={appeal.status === 'lifted' ? 'success' : 'info'} text={words.appealStates[appeal.status]} />
          {appeal.note === undefined ? null : <AppText kind="small">{appeal.note}</AppText>}
        </>
      )}
      {children}
    </ListEntry>
  );
}

function stateOf(
  { kind, inForce, endsAt, liftedAt }: AccountSanctionView,
  words: ReturnType<typeof useWords>['moderation'],
  time: (iso: string) => string,
): readonly string[] {
  if (liftedAt !== undefined) return [words.lifted];
  if (kind === 'warn') return [];
  if (!inForce) return [words.over];
  return [endsAt === undefined ? words.forGood : words.until(time(endsAt))];
}

const styles = StyleSheet.create({ entry: { gap: space.s, alignItems: 'flex-start' } });
