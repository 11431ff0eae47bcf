import { usePathname } from 'expo-router';
import { useEffect, useState } from 'react';
import { ScrollView, StyleSheet, useWindowDimensions, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { InEnglish } from '../../ui/in-english.tsx';
import { Notice as NoticeLine } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { textSize } from '../../ui/text-size.ts';
import { space, usePalette } from '../../ui/theme.ts';
import { useAccount } from '../auth/session.tsx';
import { useServices } from '../services.ts';
import { type ConsentChoices, type Notice, openQuestions, useConsents } from './consents.tsx';

/** The main places; elsewhere people are in the middle of something, or deciding about it already. */
const places = ['/', '/wallet', '/account'];
/** The text scrolls beyond this part of the window's height, so that the screen behind stays in use. */
const textHeightRatio = 0.3;

/**
 * Asks once after signing in what nobody has decided yet. It stands below the screen, not over it: nothing waits for the
 * answer, and no answer is a no. Both answers look alike, and nothing is chosen beforehand.
 */
export function ConsentPrompt() {
  const words = useWords().privacy.prompt;
  const { storage } = useServices();
  const account = useAccount();
  const choices = useConsents();
  const path = usePathname();
  const questions = choices?.load.state === 'ready' ? openQuestions(choices.load.data) : [];
  const [total, setTotal] = useState(questions.length);
  const [putOff, setPutOff] = useState<string | undefined>();
  useEffect(() => {
    void storage.get('consents-put-off').then((stored) => setPutOff(stored ?? ''));
  }, [storage]);
  useEffect(() => setTotal((before) => Math.max(before, questions.length)), [questions.length]);
  const [first] = questions;
  if (account === undefined || choices === undefined || first === undefined || putOff === undefined) return null;
  const mark = markOf(account.accountId, questions);
  if (putOff === mark || !places.includes(path)) return null;
  const later = (): void => {
    setPutOff(mark);
    void storage.set('consents-put-off', mark);
  };
  return (
    <Question
      key={first.consentType}
      notice={first}
      step={total > 1 ? words.step(total - questions.length + 1, total) : undefined}
      decide={choices.decide}
      onLater={later}
    />
  );
}

/** Names the questions that were put off, and whose. A new text of one is another mark: then it is asked again. */
function markOf(accountId: string, questions: readonly Notice[]): string {
  return [accountId, ...questions.map(({ consentType, version }) => `${consentType}@${version}`)].join(' ');
}

function Question(props: {
  readonly notice: Notice;
  readonly step: string | undefined;
  readonly decide: ConsentChoices['decide'];
  readonly onLater: () => void;
}) {
  const words = useWords().privacy.prompt;
  const names = useWords().privacy.consents.names;
  const failureText = useFailureText();
  const palette = usePalette();
  const { height } = useWindowDimensions();
  const { notice } = props;
  const [busy, setBusy] = useState<boolean>();
  const [failure, setFailure] = useState<string>();
  const answer = async (granted: boolean): Promise<void> => {
    setBusy(granted);
    const refused = await props.decide(notice, granted);
    setBusy(undefined);
    setFailure(refused === undefined ? undefined : failureText(refused));
  };
  return (
    <View
      role="region"
      aria-label={words.label}
      style={[styles.prompt, { backgroundColor: palette.surface, borderColor: palette.border }]}
    >
      <View style={styles.column}>
        <View style={styles.head}>
          <AppText kind="strong" style={styles.name}>
            {names[notice.consentType]}
          </AppText>
          <AppText kind="small" color="muted">
            {props.step}
          </AppText>
        </View>
        <ScrollView style={{ maxHeight: height * textHeightRatio, flexGrow: 0 }} tabIndex={0}>
          <InEnglish>
            <AppText kind="small">{notice.text}</AppText>
          </InEnglish>
        </ScrollView>
        {failure === undefined ? null : <NoticeLine tone="error" text={failure} />}
        <View style={styles.answers}>
          <Button
            kind="secondary"
            label={words.no}
            busy={busy === false}
            disabled={busy === true}
            style={styles.answer}
            onPress={() => void answer(false)}
          />
          <Button
            kind="secondary"
            label={words.yes}
            busy={busy === true}
            disabled={busy === false}
            style={styles.answer}
            onPress={() => void answer(true)}
          />
          <Button compact kind="quiet" label={words.later} style={styles.later} onPress={props.onLater} />
        </View>
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  prompt: { borderTopWidth: 1, paddingVertical: space.m, paddingHorizontal: space.l, alignItems: 'center' },
  column: { width: '100%', maxWidth: 680, gap: space.s },
  head: { flexDirection: 'row', alignItems: 'center', justifyContent: 'space-between', gap: space.m },
  name: { flexShrink: 1 },
  answers: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.s },
  answer: { flexGrow: 1, flexBasis: textSize(120) },
  later: { flexGrow: 1, flexBasis: textSize(90) },
});
