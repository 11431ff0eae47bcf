import { categories, type OwnStream } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import { useCallback } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Choices } from '../../ui/choices.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { space } from '../../ui/theme.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useServices } from '../services.ts';
import { ConnectionCard } from './connection-card.tsx';
import { CoverField } from './cover-field.tsx';
import { DraftInvitations } from './draft-invitations.tsx';
import { PreviewCard } from './preview-card.tsx';
import { PrivacyFields } from './privacy-fields.tsx';
import { QualityCard } from './quality-card.tsx';
import { RegionCard } from './region-card.tsx';
import { TimeFields } from './time-fields.tsx';
import { useStreamForm } from './use-stream-form.ts';

/** The form of a broadcast, beside it what it will look like: camera, connection, quality, region. */
export function StreamEditor(props: {
  readonly draft: OwnStream | undefined;
  readonly later: boolean;
  /** False while another one is live. */
  readonly mayStart: boolean;
  readonly onLive: () => void;
}) {
  const { goLive, live: words, categories: categoryWords } = useWords();
  const { api } = useServices();
  const { draft } = props;
  const form = useStreamForm({ draft, later: props.later, onLive: props.onLive });
  const { values, errors, set } = form;
  const fetchRegions = useCallback(() => api.regions(), [api]);
  const { load, reload } = useLoad(fetchRegions);
  const isLater = values.when === 'later';
  return (
    <View style={styles.columns}>
      <View style={styles.form}>
        <Card>
          <AppText kind="heading">{words.about}</AppText>
          <TextField
            label={goLive.roomTitle}
            hint={goLive.roomTitleHint}
            value={values.title}
            error={errors.title}
            onChangeText={(title) => set({ title })}
            maxLength={limits.roomTitleCharsMax}
          />
          <View style={styles.group}>
            <AppText kind="label">{goLive.category}</AppText>
            <Choices
              wrap
              label={goLive.category}
              choices={categories.map((value) => ({ value, label: categoryWords[value] }))}
              value={values.category}
              onChoose={(category) => set({ category })}
            />
          </View>
          <TextField
            label={words.tags}
            hint={words.tagsHint(limits.streamTagsMax)}
            value={values.tags}
            error={errors.tags}
            onChangeText={(tags) => set({ tags })}
            autoCapitalize="none"
            autoCorrect={false}
          />
          <CoverField cover={form.cover} known={draft?.cover} onChoose={form.setCover} />
        </Card>
        <Card>
          <AppText kind="heading">{words.privacy}</AppText>
          <PrivacyFields
            privacy={values.privacy}
            password={values.password}
            passwordError={errors.password}
            passwordKept={draft?.privacy.visibility === 'password'}
            onPrivacy={(privacy) => set({ privacy })}
            onPassword={(password) => set({ password })}
          />
          {values.privacy.visibility === 'public' ? null : (
            <DraftInvitations id={form.id} waiting={form.invited} onWaiting={form.setInvited} />
          )}
        </Card>
        <Card>
          <AppText kind="heading">{words.when}</AppText>
          <Choices
            label={words.when}
            choices={[
              { value: 'now', label: words.now },
              { value: 'later', label: words.later },
            ]}
            value={values.when}
            onChoose={(when) => set({ when })}
          />
          {!isLater ? null : (
            <>
              <AppText kind="small" color="muted">
                {words.laterLead}
              </AppText>
              <TimeFields date={values.date} time={values.time} error={errors.time} onChange={set} />
            </>
          )}
        </Card>
        <View style={styles.ending}>
          {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
          {form.saved ? (
            <Notice
              tone="success"
              text={words.saved}
              action={<LinkButton href="/broadcasts" label={words.broadcasts} />}
            />
          ) : null}
          {Object.values(errors)[0] === undefined ? null : (
            <Notice tone="error" text={Object.values(errors)[0] ?? ''} />
          )}
          <View style={styles.row}>
            {isLater ? (
              <Button
                label={words.schedule}
                busy={form.busy === 'schedule'}
                onPress={() => void form.submit('schedule')}
              />
            ) : (
              <Button
                label={goLive.submit}
                disabled={!props.mayStart}
                busy={form.busy === 'go'}
                onPress={() => void form.submit('go')}
              />
            )}
            <Button
              kind="secondary"
              label={words.saveDraft}
              busy={form.busy === 'draft'}
              onPress={() => void form.submit('draft')}
            />
            <LinkButton href="/broadcasts" label={words.broadcasts} />
          </View>
        </View>
      </View>
      <View style={styles.side}>
        <Loaded load={load} reload={reload}>
          {(data) => (
            <>
              {data.media.state === 'on' ? (
                <PreviewCard appId={data.media.appId} />
              ) : (
                <Notice tone="info" text={words.mediaOff} />
              )}
              <ConnectionCard />
              {data.media.state === 'on' ? <QualityCard category={values.category} /> : null}
              <RegionCard data={data} />
            </>
          )}
        </Loaded>
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  columns: { flexDirection: 'row', flexWrap: 'wrap', gap: space.l, alignItems: 'flex-start' },
  form: { flexGrow: 3, flexShrink: 1, flexBasis: 320, gap: space.l },
  side: { flexGrow: 2, flexShrink: 1, flexBasis: 320, gap: space.l },
  // Below the form and not below all: on phones the rest stands further down.
  ending: { gap: space.m },
  group: { gap: space.xs },
  row: { flexDirection: 'row', flexWrap: 'wrap', gap: space.m, alignItems: 'center' },
});
