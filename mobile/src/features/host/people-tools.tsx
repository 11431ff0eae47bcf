import type { Person } from '@halobuzz/core/protocol/messages/fields';
import { useCallback, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useServices } from '../services.ts';
import type { HostToolsProps } from './host-tools.ts';
import { ModerationForm } from './moderation-form.tsx';
import { PersonRow } from './person-row.tsx';
import { useAct } from './use-act.ts';
import { ViewerList } from './viewer-list.tsx';

/** People of the room: everybody who is here, and for the host who moderates and who is muted or banned. */
export function PeopleTools({ state, connection }: HostToolsProps) {
  const { host: words, moderation } = useWords();
  const [chosen, setChosen] = useState<Person>();
  const [changes, setChanges] = useState(0);
  const { you, room } = state;
  const hosting = you?.role === 'host';
  return (
    <View style={styles.all}>
      {chosen === undefined || you === undefined ? null : (
        <Card>
          <ModerationForm
            // Another person is another form: no reason and no ban is carried over.
            key={chosen.id}
            who={chosen}
            role={you.role}
            connection={connection}
            onDone={() => setChanges((before) => before + 1)}
            onClose={() => setChosen(undefined)}
          />
        </Card>
      )}
      <AppText kind="subheading">{words.whoIsHere}</AppText>
      <ViewerList connection={connection} own={you?.id}>
        {(person) => (
          <PersonRow name={person.name}>
            {person.id === room?.host.id ? null : (
              <Button
                compact
                kind="secondary"
                label={moderation.title}
                spoken={words.of(moderation.title, person.name)}
                onPress={() => setChosen(person)}
              />
            )}
          </PersonRow>
        )}
      </ViewerList>
      {hosting ? (
        <>
          <Moderators changes={changes} connection={connection} />
          <Restricted changes={changes} connection={connection} />
        </>
      ) : null}
    </View>
  );
}

type ListProps = Pick<HostToolsProps, 'connection'> & { readonly changes: number };

function Moderators({ changes, connection }: ListProps) {
  const { moderation: words, host } = useWords();
  const { api } = useServices();
  const format = useFormat();
  const act = useAct();
  const fetchAll = useCallback(() => api.moderators(), [api]);
  const { load, reload, update } = useLoad(fetchAll, changes.toString());
  return (
    <>
      <AppText kind="subheading">{words.moderators}</AppText>
      <AppText kind="small" color="muted">
        {words.moderatorsNote}
      </AppText>
      <OutcomeNotice outcome={act.outcome} />
      <Loaded load={load} reload={reload}>
        {({ items }) =>
          items.length === 0 ? (
            <AppText color="muted">{words.noModerators}</AppText>
          ) : (
            <View role="list" aria-label={words.moderators}>
              {items.map(({ accountId, handle, since }) => (
                <PersonRow key={accountId} name={handle ?? words.somebody} note={words.since(format.date(since))}>
                  <Button
                    compact
                    kind="secondary"
                    label={words.unmod}
                    spoken={host.of(words.unmod, handle ?? words.somebody)}
                    busy={act.busy === accountId}
                    onPress={async () => {
                      const send = () => connection.command({ t: 'moderate', act: 'unmod', who: accountId });
                      if (!(await act.command(accountId, send))) return;
                      // The list behind the API follows a moment later.
                      update((list) => ({ items: list.items.filter((one) => one.accountId !== accountId) }));
                    }}
                  />
                </PersonRow>
              ))}
            </View>
          )
        }
      </Loaded>
    </>
  );
}

function Restricted({ changes, connection }: ListProps) {
  const { moderation: words, host } = useWords();
  const { api } = useServices();
  const format = useFormat();
  const act = useAct();
  const [undone, setUndone] = useState<readonly string[]>([]);
  const fetchPage = useCallback((cursor?: string) => api.roomSanctions(cursor), [api]);
  return (
    <>
      <AppText kind="subheading">{words.restricted}</AppText>
      <OutcomeNotice outcome={act.outcome} />
      <PagedList
        label={words.restricted}
        fetchPage={fetchPage}
        changed={changes.toString()}
        keyOf={({ id }) => id}
        empty={<AppText color="muted">{words.nobodyRestricted}</AppText>}
      >
        {({ id, accountId, handle, kind, reason, endsAt, inForce }) => {
          const name = handle ?? words.somebody;
          const holds = inForce && !undone.includes(id);
          const until = endsAt === undefined ? words.forGood : words.until(format.time(endsAt));
          return (
            <PersonRow
              name={name}
              note={[words.kinds[kind], holds ? until : words.over, ...(reason === '' ? [] : [reason])].join(' · ')}
            >
              {!holds ? null : (
                <Button
                  compact
                  kind="secondary"
                  label={words.undo}
                  spoken={host.of(words.undo, name)}
                  busy={act.busy === id}
                  onPress={async () => {
                    const lift = kind === 'ban' ? 'unban' : 'unmute';
                    const send = () => connection.command({ t: 'moderate', act: lift, who: accountId });
                    if (await act.command(id, send)) setUndone((before) => [...before, id]);
                  }}
                />
              )}
            </PersonRow>
          );
        }}
      </PagedList>
    </>
  );
}

const styles = StyleSheet.create({ all: { gap: space.m } });
