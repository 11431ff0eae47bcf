import { type Profile, sayBirthDateRequestSchema, updateProfileRequestSchema } from '@halobuzz/core/api/people';
import { limits } from '@halobuzz/core/limits';
import { useCallback, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { birthDateAutoComplete } from '../../ui/birth-date-auto-complete.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Fact } from '../../ui/fact.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useAccount } from '../auth/session.tsx';
import { useServices } from '../services.ts';
import { AccountPage } from './account-page.tsx';
import { AvatarCard } from './avatar-card.tsx';

/** What others see of oneself, and the birth date, which nobody sees. */
export function OwnProfileScreen() {
  const words = useWords().account.profile;
  const { api } = useServices();
  const fetchProfile = useCallback(() => api.ownProfile(), [api]);
  const { load, reload } = useLoad(fetchProfile);
  return (
    <AccountPage title={words.title} lead={words.lead}>
      <Loaded load={load} reload={reload}>
        {(profile) => (
          <>
            <AvatarCard
              name={profile.displayName}
              seed={profile.id}
              avatar={profile.details?.avatar}
              onChanged={reload}
            />
            <ProfileForm profile={profile} onChanged={reload} />
          </>
        )}
      </Loaded>
      <BirthDateCard />
    </AccountPage>
  );
}

function ProfileForm({ profile, onChanged }: { readonly profile: Profile; readonly onChanged: () => Promise<void> }) {
  const words = useWords().account.profile;
  const roles = useWords().account.roles;
  const { api } = useServices();
  const account = useAccount();
  const [saved, setSaved] = useState(false);
  const form = useForm({
    initial: {
      // The handle stands for an empty name.
      displayName: profile.displayName === profile.handle ? '' : profile.displayName,
      bio: profile.details?.bio ?? '',
    },
    schema: updateProfileRequestSchema,
    send: async (request) => {
      const answer = await api.changeProfile(request);
      setSaved(answer.ok);
      if (!answer.ok) return answer.failure;
      await onChanged();
      return undefined;
    },
  });
  const said = account?.roles.filter((role) => role !== 'viewer').map((role) => roles[role]) ?? [];
  return (
    <Card>
      {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
      {saved ? <Notice tone="success" text={words.saved} /> : null}
      <TextField
        label={words.name}
        hint={words.nameHint(profile.handle)}
        {...form.field('displayName')}
        maxLength={limits.displayNameCharsMax}
        autoComplete="name"
        onSubmitEditing={() => void form.submit()}
      />
      <TextField
        label={words.bio}
        hint={words.bioHint}
        {...form.field('bio')}
        maxLength={limits.bioCharsMax}
        multiline
      />
      <Button label={words.save} busy={form.busy} onPress={() => void form.submit()} />
      {said.length === 0 ? null : <Fact name={words.roles} value={said.join(', ')} />}
      <LinkButton
        href={{ pathname: '/people/[username]', params: { username: profile.handle } }}
        label={words.asOthers}
      />
    </Card>
  );
}

/** Said once: afterwards only a request corrects it. */
function BirthDateCard() {
  const words = useWords().account.profile;
  const { api } = useServices();
  const fetchState = useCallback(() => api.birthDate(), [api]);
  const { load, reload } = useLoad(fetchState);
  const form = useForm({
    initial: { birthDate: '' },
    schema: sayBirthDateRequestSchema,
    explain: { birthDate: words.birthDateWrong },
    send: async ({ birthDate }) => {
      const answer = await api.sayBirthDate(birthDate);
      await reload();
      return answer.ok ? undefined : answer.failure;
    },
  });
  return (
    <Card>
      <AppText kind="heading">{words.birthDate}</AppText>
      <Loaded load={load} reload={reload}>
        {({ said, adult }) =>
          said ? (
            <View style={styles.said}>
              <AppText color="muted">{adult ? words.birthDateAdult : words.birthDateMinor}</AppText>
              <LinkButton compact href="/privacy/requests" label={words.birthDateCorrect} />
            </View>
          ) : (
            <>
              <AppText color="muted">{words.birthDateLead}</AppText>
              {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
              <TextField
                label={words.birthDate}
                hint={words.birthDateHint}
                {...form.field('birthDate')}
                inputMode="numeric"
                placeholder="1998-04-17"
                autoComplete={birthDateAutoComplete}
                onSubmitEditing={() => void form.submit()}
              />
              <Button kind="secondary" label={words.birthDateSay} busy={form.busy} onPress={() => void form.submit()} />
            </>
          )
        }
      </Loaded>
    </Card>
  );
}

const styles = StyleSheet.create({ said: { alignItems: 'flex-start' } });
