import type { ConsentState, Consents } from '@halobuzz/core/api/consents';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import type { Catalogue } from '../../i18n/catalogue.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import type { Format } from '../../ui/format.ts';
import { InEnglish } from '../../ui/in-english.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { type Outcome, OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { SwitchRow } from '../../ui/switch-row.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { ConsentHistory } from './consent-history.tsx';
import { type ConsentChoices, type Notice, noticeOf, useConsents } from './consents.tsx';
import { PrivacyPage } from './privacy-page.tsx';

/** Every purpose with its switch and the text that it stands for, and every choice that was ever made. */
export function ConsentsScreen() {
  const words = useWords().privacy.consents;
  const choices = useConsents();
  return (
    <PrivacyPage title={words.title} lead={words.lead}>
      {choices === undefined ? null : (
        <Loaded load={choices.load} reload={choices.reload}>
          {(consents) => (
            <>
              {consents.items.map((item) => (
                <Purpose key={item.consentType} item={item} consents={consents} decide={choices.decide} />
              ))}
              <ConsentHistory about={consents.items.map(({ receiptId }) => receiptId ?? '').join()} />
            </>
          )}
        </Loaded>
      )}
    </PrivacyPage>
  );
}

function Purpose(props: {
  readonly item: ConsentState;
  readonly consents: Consents;
  readonly decide: ConsentChoices['decide'];
}) {
  const words = useWords().privacy.consents;
  const { item } = props;
  const name = words.names[item.consentType];
  const notice = noticeOf(props.consents, item.consentType);
  if (item.required || notice === undefined) {
    return (
      <Card>
        <View style={styles.head}>
          <AppText kind="heading" style={styles.name}>
            {name}
          </AppText>
          <AppText kind="label" color="success" numberOfLines={1} style={styles.always}>
            {words.always}
          </AppText>
        </View>
        <AppText kind="small" color="muted">
          {words.essential}
        </AppText>
      </Card>
    );
  }
  return <Choice item={item} name={name} notice={notice} decide={props.decide} />;
}

function Choice(props: {
  readonly item: ConsentState;
  readonly name: string;
  readonly notice: Notice;
  readonly decide: ConsentChoices['decide'];
}) {
  const words = useWords().privacy.consents;
  const failureText = useFailureText();
  const { item, name, notice } = props;
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<Outcome>();
  const change = async (granted: boolean): Promise<void> => {
    setBusy(true);
    const failure = await props.decide(notice, granted);
    setBusy(false);
    setSaid(
      failure === undefined
        ? { ok: true, text: words.saved(name, granted) }
        : { ok: false, text: failureText(failure) },
    );
  };
  return (
    <Card>
      <SwitchRow
        label={name}
        description={standOf(words, format, item)}
        value={item.granted}
        busy={busy}
        onChange={(granted) => void change(granted)}
      />
      <OutcomeNotice outcome={said} />
      <InEnglish>
        <AppText kind="small">{notice.text}</AppText>
      </InEnglish>
      <AppText kind="label" color="muted">
        {words.notice(notice.version)}
      </AppText>
    </Card>
  );
}

function standOf(
  words: Catalogue['privacy']['consents'],
  format: Format,
  { granted, decidedAt, askAgain }: ConsentState,
): string {
  if (decidedAt === undefined) return words.undecided;
  const stand = granted ? words.allowed(format.time(decidedAt)) : words.refused(format.time(decidedAt));
  return askAgain ? `${stand} ${words.changed}` : stand;
}

const styles = StyleSheet.create({
  head: { flexDirection: 'row', alignItems: 'center', justifyContent: 'space-between', gap: space.m },
  name: { flexShrink: 1 },
  always: { flexShrink: 0 },
});
