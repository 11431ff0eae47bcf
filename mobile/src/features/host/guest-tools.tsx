import type { GuestAct } from '@halobuzz/core/protocol/messages/guests';
import { View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { AppText } from '../../ui/text.tsx';
import type { HostToolsProps } from './host-tools.ts';
import { PersonRow } from './person-row.tsx';
import { useAct } from './use-act.ts';
import { ViewerList } from './viewer-list.tsx';

/** Seats beside the host: who sits, who asks, who was asked. Moderators take seats away and nothing more. */
export function GuestTools({ state, connection }: HostToolsProps) {
  const { host: words } = useWords();
  const act = useAct();
  const { guests, asks, you } = state;
  const hosting = you?.role === 'host';
  const button = (what: GuestAct, label: string, { id, name }: { readonly id: string; readonly name: string }) => (
    <Button
      compact
      kind={what === 'accept' || what === 'invite' ? 'primary' : 'secondary'}
      label={label}
      spoken={words.of(label, name)}
      busy={act.busy === `${what} ${id}`}
      onPress={() => void act.command(`${what} ${id}`, () => connection.guest(what, id))}
    />
  );
  const waits = [...asks.requests, ...asks.invitations].map(({ person }) => person.id);
  const free = ({ id }: { readonly id: string }): boolean =>
    !guests.some((guest) => guest.id === id) && !waits.includes(id);
  return (
    <>
      <OutcomeNotice outcome={act.outcome} />
      <AppText kind="subheading">{words.seated}</AppText>
      {guests.length === 0 ? <AppText color="muted">{words.nobodySeated}</AppText> : null}
      <View role="list" aria-label={words.seated}>
        {guests.map((guest) => (
          <PersonRow key={guest.id} name={guest.name}>
            {button('remove', words.removeSeat, guest)}
          </PersonRow>
        ))}
      </View>
      {!hosting ? null : (
        <>
          <AppText kind="subheading" role="status">
            {words.requests}
          </AppText>
          {asks.requests.length === 0 ? <AppText color="muted">{words.noRequests}</AppText> : null}
          <View role="list" aria-label={words.requests}>
            {asks.requests.map(({ person }) => (
              <PersonRow key={person.id} name={person.name}>
                {button('accept', words.accept, person)}
                {button('decline', words.decline, person)}
              </PersonRow>
            ))}
            {asks.invitations.map(({ person }) => (
              <PersonRow key={person.id} name={person.name} note={words.invitedGuests}>
                {button('decline', words.withdraw, person)}
              </PersonRow>
            ))}
          </View>
          <AppText kind="subheading">{words.whoIsHere}</AppText>
          <ViewerList connection={connection} own={you.id}>
            {(person) => (
              <PersonRow name={person.name}>
                {free(person) ? button('invite', words.inviteGuest, person) : null}
              </PersonRow>
            )}
          </ViewerList>
        </>
      )}
    </>
  );
}
