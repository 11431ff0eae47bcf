import { limits } from '@halobuzz/core/limits';
import { type StreamPrivacy, visibilities } from '@halobuzz/core/streams/privacy';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Choices } from '../../ui/choices.tsx';
import { SwitchRow } from '../../ui/switch-row.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { space } from '../../ui/theme.ts';
import { CountryBlocks } from './country-blocks.tsx';

/** Who may watch a broadcast, and what they are told. */
export function PrivacyFields(props: {
  readonly privacy: StreamPrivacy;
  readonly password: string;
  readonly passwordError: string | undefined;
  /** It has a password already, which stays unless another is given. */
  readonly passwordKept: boolean;
  readonly onPrivacy: (privacy: StreamPrivacy) => void;
  readonly onPassword: (password: string) => void;
}) {
  const { live: words } = useWords();
  const { privacy } = props;
  const guarded = privacy.countryBlocks.length > 0 || privacy.adultsOnly || privacy.hideViewers || privacy.recording;
  const [more, setMore] = useState(guarded || privacy.screenshots === 'refuse');
  const change = (part: Partial<StreamPrivacy>): void => props.onPrivacy({ ...privacy, ...part });
  return (
    <View style={styles.fields}>
      <Choices
        wrap
        label={words.privacy}
        choices={visibilities.map((value) => ({ value, label: words.visibility[value] }))}
        value={privacy.visibility}
        onChoose={(visibility) => change({ visibility })}
      />
      <AppText kind="small" color="muted" role="status">
        {words.visibilityNote[privacy.visibility]}
      </AppText>
      {privacy.visibility !== 'password' ? null : (
        <TextField
          label={words.password}
          hint={props.passwordKept ? words.passwordKept : words.passwordHint(limits.streamPasswordCharsMin)}
          value={props.password}
          error={props.passwordError}
          onChangeText={props.onPassword}
          maxLength={limits.streamPasswordCharsMax}
          autoCapitalize="none"
          autoCorrect={false}
          autoComplete="off"
        />
      )}
      <View style={styles.row}>
        <Button
          compact
          kind="quiet"
          label={words.moreOptions}
          expanded={more}
          onPress={() => setMore((before) => !before)}
        />
      </View>
      {!more ? null : (
        <>
          <CountryBlocks
            blocked={privacy.countryBlocks}
            onChange={(countryBlocks) => change({ countryBlocks: [...countryBlocks] })}
          />
          <SwitchRow
            label={words.adultsOnly}
            description={words.adultsOnlyNote}
            value={privacy.adultsOnly}
            onChange={(adultsOnly) => change({ adultsOnly })}
          />
          <SwitchRow
            label={words.hideViewers}
            description={words.hideViewersNote}
            value={privacy.hideViewers}
            onChange={(hideViewers) => change({ hideViewers })}
          />
          <SwitchRow
            label={words.recording}
            description={words.recordingNote}
            value={privacy.recording}
            onChange={(recording) => change({ recording })}
          />
          <SwitchRow
            label={words.noScreenshots}
            description={words.noScreenshotsNote}
            value={privacy.screenshots === 'refuse'}
            onChange={(refuse) => change({ screenshots: refuse ? 'refuse' : 'allow' })}
          />
        </>
      )}
    </View>
  );
}

const styles = StyleSheet.create({ fields: { gap: space.s }, row: { flexDirection: 'row' } });
