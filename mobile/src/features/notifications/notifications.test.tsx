import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { container, navigation } from '../../../testing/fake-expo-router.tsx';
import { FakePush } from '../../../testing/fake-push.ts';
import { problem, success } from '../../../testing/fake-server.ts';
import { accountIdOf, atIso, uuidOf } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { openedStreamOf } from '../../platform/opened-stream.ts';
import { ProfileScreen } from '../people/profile-screen.tsx';
import { HostNotifications } from './host-notifications.tsx';
import { NotificationsScreen } from './notifications-screen.tsx';
import { PushRegistration } from './push-registration.tsx';

const words = english.notifications;
const deviceOf = (letter: string, current: boolean) => ({
  ...{ deviceId: `dv_${letter.repeat(26)}`, platform: 'android' as const, registeredAt: atIso, seenAt: atIso },
  current,
});
const mine = deviceOf('a', true);
const other = deviceOf('b', false);
const post = 'POST /notifications/push-tokens';

/** An edge that remembers which devices are notified. */
function notifiedDevices(...first: (typeof mine)[]) {
  let items = first;
  const without = (gone: typeof mine) => () => {
    items = items.filter(({ deviceId }) => deviceId !== gone.deviceId);
    return success({});
  };
  return {
    'GET /notifications/push-tokens': () => success({ items }),
    [post]: () => {
      items = [...items.filter(({ current }) => !current), mine];
      return success(mine, 201);
    },
    [`DELETE /notifications/push-tokens/${mine.deviceId}`]: without(mine),
    [`DELETE /notifications/push-tokens/${other.deviceId}`]: without(other),
    'GET /users/sita/following': () => success({ items: [] }),
  };
}
function phone(permission: FakePush['permission'], answer: FakePush['answer'] = 'granted'): FakePush {
  return Object.assign(new FakePush(), { permission, answer });
}
const theSwitch = () => screen.findByRole('switch', { name: words.whenLive });

describe('the switch of this device', () => {
  it('asks the system only when it is pressed; then this device is registered, and stays so', async () => {
    const push = phone('undecided');
    const { server, storage } = await renderScreen(<NotificationsScreen />, { routes: notifiedDevices(), push });
    expect((await theSwitch()).getAttribute('aria-checked')).toBe('false');
    expect(push.asked).toBe(0);
    fireEvent.click(await theSwitch());
    await waitFor(async () => expect((await theSwitch()).getAttribute('aria-checked')).toBe('true'));
    expect(push.asked).toBe(1);
    expect(server.requests.find(({ route }) => route === post)?.body).toEqual(push.target);
    expect(await storage.get('notifications')).toBe('on');
  });

  it('registers nothing when its owner says no, and shows the way to the system’s settings', async () => {
    const push = phone('undecided', 'denied');
    const { server, storage } = await renderScreen(<NotificationsScreen />, { routes: notifiedDevices(), push });
    fireEvent.click(await theSwitch());
    fireEvent.click(await screen.findByRole('button', { name: words.systemSettings }));
    expect([push.settingsOpened, server.count(post), await storage.get('notifications')]).toEqual([1, 0, undefined]);
    expect((await theSwitch()).getAttribute('aria-disabled')).toBe('true');
  });

  it('says when the edge could not be told, and stays off', async () => {
    const routes = { ...notifiedDevices(), [post]: () => problem(503, 'unavailable') };
    const { storage } = await renderScreen(<NotificationsScreen />, { routes, push: phone('granted') });
    fireEvent.click(await theSwitch());
    expect(await screen.findByRole('alert')).toBeTruthy();
    expect((await theSwitch()).getAttribute('aria-checked')).toBe('false');
    expect(await storage.get('notifications')).toBeUndefined();
  });

  it('turned off, the device is taken out, and the next start does not bring it back', async () => {
    const routes = notifiedDevices(mine);
    const stored = { notifications: 'on' };
    const first = await renderScreen(<NotificationsScreen />, { routes, stored, push: phone('granted') });
    expect((await theSwitch()).getAttribute('aria-checked')).toBe('true');
    fireEvent.click(await theSwitch());
    await waitFor(async () => expect((await theSwitch()).getAttribute('aria-checked')).toBe('false'));
    expect(first.server.count(`DELETE /notifications/push-tokens/${mine.deviceId}`)).toBe(1);
    expect(await first.storage.get('notifications')).toBe('off');
    first.view.unmount();
    const second = await renderScreen(<PushRegistration />, {
      ...{ routes, stored: { notifications: 'off' }, push: phone('granted') },
    });
    await act(async () => {});
    expect(second.server.count(post)).toBe(0);
  });

  it('is none in a browser, which says where notifications are turned on', async () => {
    await renderScreen(<NotificationsScreen />, { routes: notifiedDevices(other) });
    expect(await screen.findByText(words.unsupported)).toBeTruthy();
    expect(screen.queryByRole('switch')).toBeNull();
  });
});

it('other devices can be taken out', async () => {
  await renderScreen(<NotificationsScreen />, { routes: notifiedDevices(other) });
  fireEvent.click(await screen.findByRole('button', { name: /Turn off notifications on the Android device/ }));
  expect(await screen.findByText(words.removed)).toBeTruthy();
  expect(screen.queryByRole('list', { name: words.others })).toBeNull();
});

describe('registration', () => {
  it('is told at each start and when the system gives another address', async () => {
    const push = phone('granted');
    const { server } = await renderScreen(<PushRegistration />, {
      ...{ routes: notifiedDevices(), stored: { notifications: 'on' }, push },
    });
    await waitFor(() => expect(server.count(post)).toBe(1));
    const moved = { token: 'ExponentPushToken[bbbbbbbbbbbbbbbbbbbbbb]', platform: 'android' as const };
    await act(async () => push.readdress(moved));
    await waitFor(() => expect(server.requests.filter(({ route }) => route === post).at(-1)?.body).toEqual(moved));
  });

  it('is not told by who never asked for it, whose system refuses, or who is signed out', async () => {
    for (const options of [
      { stored: {}, push: phone('granted') },
      { stored: { notifications: 'on' }, push: phone('denied') },
      { stored: { notifications: 'on' }, push: phone('granted'), signedIn: false },
    ]) {
      const { server, view } = await renderScreen(<PushRegistration />, { routes: notifiedDevices(), ...options });
      await act(async () => {});
      expect(server.count(post)).toBe(0);
      expect(options.push.asked).toBe(0);
      view.unmount();
    }
  });
});

describe('a pressed notification', () => {
  it('opens its broadcast', async () => {
    const { push } = await renderScreen(<PushRegistration />, { push: phone('granted') });
    await act(async () => push.press(uuidOf(7)));
    expect(navigation.visited).toEqual([`/room/${uuidOf(7)}`]);
  });

  it('waits for the first screen when it started the app', async () => {
    container.ready = false;
    const { push } = await renderScreen(<PushRegistration />, { push: phone('granted') });
    await act(async () => push.press(uuidOf(7)));
    expect(navigation.visited).toEqual([]);
    for (const listener of container.listeners) listener();
    expect(navigation.visited).toEqual([`/room/${uuidOf(7)}`]);
  });

  it('leads nowhere when it names no broadcast', () => {
    expect(openedStreamOf({ kind: 'live', streamId: uuidOf(7) })).toBe(uuidOf(7));
    for (const data of [undefined, null, {}, { streamId: '../account' }, 'x'])
      expect(openedStreamOf(data)).toBeUndefined();
  });
});

describe('a host whom one follows', () => {
  const path = '/users/maya/follow/notifications';
  const host = (on: boolean) => ({
    [`GET ${path}`]: () => success({ on }),
    [`PUT ${path}`]: ({ body }: { readonly body: unknown }) => success(body),
  });

  it('is muted and heard of again', async () => {
    const { server } = await renderScreen(<HostNotifications username="maya" name="Maya R." />, { routes: host(true) });
    const row = () => screen.findByRole('switch', { name: words.ofHost('Maya R.') });
    fireEvent.click(await row());
    await waitFor(async () => expect((await row()).getAttribute('aria-checked')).toBe('false'));
    fireEvent.click(await row());
    await waitFor(async () => expect((await row()).getAttribute('aria-checked')).toBe('true'));
    expect(server.requests.filter(({ route }) => route === `PUT ${path}`).map(({ body }) => body)).toEqual([
      { on: false },
      { on: true },
    ]);
  });

  it('stays as it was when the edge refuses', async () => {
    const routes = { ...host(true), [`PUT ${path}`]: () => problem(503, 'unavailable') };
    await renderScreen(<HostNotifications username="maya" />, { routes });
    fireEvent.click(await screen.findByRole('switch'));
    expect(await screen.findByRole('alert')).toBeTruthy();
    expect(screen.getByRole('switch').getAttribute('aria-checked')).toBe('true');
  });

  it('shows nothing of somebody who is not followed', async () => {
    const { view } = await renderScreen(<HostNotifications username="maya" />, {
      routes: { [`GET ${path}`]: () => problem(404, 'not_found') },
    });
    await act(async () => {});
    expect(view.container.textContent).toBe('');
  });

  it('stands on their profile, for who follows them', async () => {
    const relation = { following: true, followsYou: false, blocking: false, blockedBy: false };
    const profile = { id: accountIdOf('m'), handle: 'maya', displayName: 'Maya R.', relation };
    navigation.params = { username: 'maya' };
    await renderScreen(<ProfileScreen />, { routes: { ...host(true), 'GET /users/maya': () => success(profile) } });
    expect(await screen.findByRole('switch', { name: words.ofHost('Maya R.') })).toBeTruthy();
  });

  it('stands in the list by name', async () => {
    const maya = { id: accountIdOf('m'), handle: 'maya', displayName: 'Maya R.', since: atIso };
    const routes = {
      ...{ ...notifiedDevices(), ...host(false) },
      'GET /users/sita/following': () => success({ items: [maya] }),
    };
    await renderScreen(<NotificationsScreen />, { routes });
    expect((await screen.findByRole('switch', { name: 'Maya R.' })).getAttribute('aria-checked')).toBe('false');
  });
});
