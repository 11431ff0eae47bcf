import type { Profile } from '@halobuzz/core/api/people';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { problem, success } from '../../../testing/fake-server.ts';
import { accountIdOf, atIso, sita } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { formatOf } from '../../ui/format.ts';
import { DevicesScreen } from './devices-screen.tsx';
import { OwnProfileScreen } from './own-profile-screen.tsx';
import { PeopleListsScreen } from './people-lists-screen.tsx';

const words = english.account;
const format = formatOf(english.format);
const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const me: Profile = {
  id: sita.accountId,
  handle: 'sita',
  displayName: 'sita',
  details: { bio: 'Folk songs.', host: true, verified: true, followers: 1, following: 2, joinedAt: atIso },
};

describe('one’s own profile', () => {
  const routes = {
    'GET /users/me': () => success(me),
    'GET /users/me/birth-date': () => success({ said: false, adult: false }),
  };

  it('is changed, with an empty name for the handle', async () => {
    const { server } = await renderScreen(<OwnProfileScreen />, {
      routes: { ...routes, 'PATCH /users/me': () => success({}) },
    });
    expect((await screen.findByLabelText(words.profile.name)).getAttribute('value')).toBe('');
    type(words.profile.name, 'Sita from Pokhara');
    await press(words.profile.save);
    expect(await screen.findByText(words.profile.saved)).toBeTruthy();
    expect(server.requests.find(({ route }) => route === 'PATCH /users/me')?.body).toEqual({
      displayName: 'Sita from Pokhara',
      bio: 'Folk songs.',
    });
  });

  it('takes a birth date once', async () => {
    const { server } = await renderScreen(<OwnProfileScreen />, {
      routes: { ...routes, 'PUT /users/me/birth-date': () => success({ said: true, adult: true }) },
    });
    await press(words.profile.birthDateSay);
    expect(await screen.findByText(words.profile.birthDateWrong)).toBeTruthy();
    server.routes.set('GET /users/me/birth-date', () => success({ said: true, adult: true }));
    type(words.profile.birthDate, '1998-04-17');
    await press(words.profile.birthDateSay);
    expect(await screen.findByText(words.profile.birthDateAdult)).toBeTruthy();
    expect(screen.queryByLabelText(words.profile.birthDate)).toBeNull();
  });

  it('says what staff and hosts are', async () => {
    await renderScreen(<OwnProfileScreen />, {
      routes: { ...routes, 'GET /auth/me': () => success({ ...sita, roles: ['viewer', 'host', 'moderator'] }) },
    });
    expect(await screen.findByText(`${words.roles.host}, ${words.roles.moderator}`)).toBeTruthy();
  });
});

describe('devices', () => {
  const device = {
    deviceId: `dv_${'a'.repeat(26)}`,
    name: 'Chrome on Linux',
    userAgent: 'u',
    country: 'NP',
    firstSeenAt: atIso,
    lastSeenAt: atIso,
    trusted: false,
    trustedUntil: null,
    keyBound: false,
    current: true,
  };
  const other = { ...device, deviceId: `dv_${'b'.repeat(26)}`, name: 'Old phone', current: false };
  const routes = {
    'GET /auth/sessions': () => success({ items: [] }),
    'GET /auth/devices': () => success({ items: [device, other] }),
  };

  it('this one is trusted and no longer; its secret is kept as long', async () => {
    const trusted = { ...device, trusted: true, trustedUntil: atIso };
    const { storage } = await renderScreen(<DevicesScreen />, {
      routes: {
        ...routes,
        [`POST /auth/devices/${device.deviceId}/trust`]: () => success({ device: trusted, deviceSecret: 'shh' }),
        [`DELETE /auth/devices/${device.deviceId}/trust`]: () => success(device),
      },
    });
    await press(words.devices.trust);
    expect(await screen.findByText(words.devices.trustedUntil(format.date(atIso)))).toBeTruthy();
    expect(await storage.get('device-secret')).toBe('shh');
    await press(words.devices.untrustOf('Chrome on Linux'));
    await screen.findByRole('button', { name: words.devices.trust });
    expect(await storage.get('device-secret')).toBeUndefined();
  });

  it('another one is removed', async () => {
    const { server } = await renderScreen(<DevicesScreen />, {
      routes: {
        ...routes,
        [`DELETE /auth/devices/${other.deviceId}`]: () => success({ removed: true, sessionsEnded: 1 }),
      },
    });
    await screen.findByText('Old phone');
    server.routes.set('GET /auth/devices', () => success({ items: [device] }));
    await press(words.devices.removeOf('Old phone'));
    await waitFor(() => expect(screen.queryByText('Old phone')).toBeNull());
  });

  it('all are signed out, this one too', async () => {
    const { client } = await renderScreen(<DevicesScreen />, {
      routes: { ...routes, 'POST /auth/logout/all': () => success({ sessionsEnded: 3 }) },
    });
    await press(words.devices.everywhere);
    await waitFor(async () => expect(await client.hasSession()).toBe(false));
  });

  it('a refusal is told, and nobody is signed out here', async () => {
    const { client } = await renderScreen(<DevicesScreen />, {
      routes: { ...routes, 'POST /auth/logout/all': () => problem(429, 'rate_limited') },
    });
    await press(words.devices.everywhere);
    expect((await screen.findByRole('alert')).textContent).toBe(english.errors.rate_limited);
    expect(await client.hasSession()).toBe(true);
  });
});

it('lists of people: whom one follows and blocked, each undone on the spot', async () => {
  const person = (letter: string, handle: string) => ({
    id: accountIdOf(letter),
    handle,
    displayName: handle,
    since: atIso,
  });
  const relation = { following: false, followsYou: false, blocking: false, blockedBy: false };
  await renderScreen(<PeopleListsScreen />, {
    routes: {
      'GET /users/sita/following': () => success({ items: [person('m', 'maya')] }),
      'GET /users/me/blocks': () => success({ items: [person('t', 'troll')] }),
      'DELETE /users/maya/follow': () => success({ relation }),
      'DELETE /users/troll/block': () => success({ relation }),
    },
  });
  await press(english.people.unfollowOf('maya'));
  expect(await screen.findByRole('button', { name: english.people.followOf('maya') })).toBeTruthy();
  await press(english.people.unblockOf('troll'));
  expect(await screen.findByRole('button', { name: english.people.blockOf('troll') })).toBeTruthy();
});
