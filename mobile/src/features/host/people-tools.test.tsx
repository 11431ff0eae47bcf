import { CommandError } from '@halobuzz/core/client/pending-commands';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { success } from '../../../testing/fake-server.ts';
import { personOf, sita } from '../../../testing/fixtures.ts';
import { commands, hostRoomId, openHostPanel, press, type } from '../../../testing/open-host-panel.tsx';
import { english } from '../../i18n/english.ts';

const { host: words, moderation } = english;

describe('people', () => {
  const at = '2026-11-22T10:00:00.000Z';
  const sanction = (letter: string, kind: 'mute' | 'ban', more: object = {}) => ({
    ...{ id: `sa_${letter.repeat(26)}`, accountId: personOf(letter).id, handle: `name-${letter}` },
    ...{ hostId: sita.accountId, roomId: hostRoomId, kind, reason: 'spam', at, inForce: true, ...more },
  });
  const routes = {
    'GET /users/me/rooms/moderators': () =>
      success({ items: [{ accountId: personOf('m').id, handle: 'nima', since: at }] }),
    'GET /users/me/rooms/sanctions': () =>
      success({ items: [sanction('x', 'ban'), sanction('y', 'mute', { inForce: false })] }),
  };

  it('are muted, shown out and banned, for how long and why', async () => {
    const { room } = await openHostPanel({ tool: moderation.title, routes });
    fireEvent.click(await screen.findByRole('button', { name: words.of(moderation.title, 'name-b') }));
    press(moderation.ban);
    fireEvent.click(screen.getByRole('radio', { name: moderation.lengths.always }));
    type(moderation.reason, ' spam ');
    fireEvent.click(screen.getByRole('checkbox', { name: moderation.purge }));
    press(moderation.confirm(moderation.ban, 'name-b'));
    await screen.findByText(moderation.done);
    press(moderation.mute);
    fireEvent.click(screen.getByRole('radio', { name: moderation.lengths.minutes5 }));
    press(moderation.confirm(moderation.mute, 'name-b'));
    await waitFor(() => expect(commands(room)).toHaveLength(2));
    const who = personOf('b').id;
    expect(commands(room)).toEqual([
      { t: 'moderate', act: 'ban', who, reason: 'spam', purge: true },
      { t: 'moderate', act: 'mute', who, seconds: 300, reason: 'spam', purge: true },
    ]);
    room.answer = () => ({ t: 'moderate', changed: false });
    await waitFor(() =>
      expect(screen.getByRole('button', { name: moderation.mod }).getAttribute('aria-busy')).toBe('false'),
    );
    press(moderation.mod);
    expect(await screen.findByText(moderation.asItWas)).toBeTruthy();
  });

  it('are each judged by themselves: nothing of one is carried over to another', async () => {
    const { room } = await openHostPanel({ routes });
    room.answer = () => ({ t: 'viewers', viewers: [personOf('b'), personOf('c')], sample: false });
    press(moderation.title);
    fireEvent.click(await screen.findByRole('button', { name: words.of(moderation.title, 'name-b') }));
    press(moderation.ban);
    type(moderation.reason, 'spam');
    press(words.of(moderation.title, 'name-c'));
    expect(screen.queryByRole('button', { name: moderation.confirm(moderation.ban, 'name-c') })).toBeNull();
    press(moderation.ban);
    expect(screen.getByLabelText(moderation.reason)).toHaveProperty('value', '');
  });

  it('who cannot be listed are not blamed on the network', async () => {
    const { room } = await openHostPanel({ routes });
    room.answer = () => new CommandError('rate_limited', '');
    press(moderation.title);
    expect(await screen.findByText(english.errors.rate_limited)).toBeTruthy();
  });

  it('who moderate or are kept out are listed, and let go', async () => {
    const { room } = await openHostPanel({ tool: moderation.title, routes });
    fireEvent.click(await screen.findByRole('button', { name: words.of(moderation.unmod, 'nima') }));
    expect(await screen.findByText(moderation.noModerators)).toBeTruthy();
    const list = await screen.findByRole('list', { name: moderation.restricted });
    expect(within(list).getAllByRole('button')).toHaveLength(1);
    fireEvent.click(within(list).getByRole('button', { name: words.of(moderation.undo, 'name-x') }));
    await waitFor(() => expect(within(list).queryByRole('button')).toBeNull());
    expect(commands(room)).toEqual([
      { t: 'moderate', act: 'unmod', who: personOf('m').id },
      { t: 'moderate', act: 'unban', who: personOf('x').id },
    ]);
  });

  it('are a moderator’s to calm, not to name', async () => {
    await openHostPanel({ tool: moderation.title, role: 'moderator' });
    fireEvent.click(await screen.findByRole('button', { name: words.of(moderation.title, 'name-b') }));
    expect(screen.getByRole('button', { name: moderation.kick })).toBeTruthy();
    expect(screen.queryByRole('button', { name: moderation.mod })).toBeNull();
    expect(screen.queryByText(moderation.moderators)).toBeNull();
  });
});
