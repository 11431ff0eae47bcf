import { fireEvent, screen, waitFor } from '@testing-library/react';
import { Text } from 'react-native';
import { afterEach, describe, expect, it } from 'vitest';
import { navigation } from '../../../testing/fake-expo-router.tsx';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { navItems } from './nav-items.ts';
import { NotFoundScreen } from './not-found-screen.tsx';
import { Shell } from './shell.tsx';

const inside = (
  <Shell>
    <Text>inside</Text>
  </Shell>
);
const documentWidth = Object.getOwnPropertyDescriptor(Element.prototype, 'clientWidth');

function windowWidth(width: number): void {
  Object.defineProperty(document.documentElement, 'clientWidth', { configurable: true, value: width });
  window.dispatchEvent(new Event('resize'));
}

afterEach(() => {
  Reflect.deleteProperty(document.documentElement, 'clientWidth');
  expect(Object.getOwnPropertyDescriptor(Element.prototype, 'clientWidth')).toEqual(documentWidth);
});

describe.each([
  ['narrow', 390],
  ['wide', 1280],
])('a %s window', (_name, width) => {
  it('has one navigation, which marks where one is', async () => {
    windowWidth(width);
    navigation.path = '/wallet';
    await renderScreen(inside);
    expect(await screen.findAllByRole('navigation')).toHaveLength(1);
    const current = screen.getAllByRole('link').filter((link) => link.getAttribute('aria-current') === 'page');
    expect(current.map((link) => link.getAttribute('href'))).toEqual(['/wallet']);
    expect(screen.getByText('inside')).toBeTruthy();
  });

  it.each([
    ['/wallet/pay', '/wallet'],
    ['/payouts', '/wallet'],
    ['/broadcasts/b1', '/go-live'],
    ['/search', '/'],
    ['/sanctions', '/account'],
  ])('marks where %s belongs', async (path, place) => {
    windowWidth(width);
    navigation.path = path;
    await renderScreen(inside);
    await screen.findByRole('navigation');
    const current = screen.getAllByRole('link').filter((link) => link.getAttribute('aria-current') === 'page');
    expect(current.map((link) => link.getAttribute('href'))).toEqual([place]);
  });

  it('offers the way out on every page that needs an account', async () => {
    windowWidth(width);
    for (const { href } of navItems) {
      navigation.path = href;
      const { client, view } = await renderScreen(inside);
      fireEvent.click(await screen.findByRole('button', { name: english.shell.nav.signOut }));
      await waitFor(() => expect(screen.queryByRole('button', { name: english.shell.nav.signOut })).toBeNull());
      expect(await client.hasSession()).toBe(false);
      view.unmount();
    }
  });

  it('offers to sign in and up to those who are not', async () => {
    windowWidth(width);
    await renderScreen(inside, { signedIn: false });
    expect((await screen.findByRole('link', { name: english.shell.nav.signUp })).getAttribute('href')).toBe('/sign-up');
    expect(screen.queryByRole('navigation')).toBeNull();
  });
});

it('leaves a phone’s whole screen to a room', async () => {
  windowWidth(390);
  navigation.path = '/room/1';
  await renderScreen(inside);
  expect(screen.queryByRole('banner')).toBeNull();
  expect(screen.queryByRole('navigation')).toBeNull();
});

it('leads back from nowhere', async () => {
  await renderScreen(<NotFoundScreen />);
  expect(screen.getByRole('link').getAttribute('href')).toBe('/');
  expect(document.title).toBe(`${english.shell.notFound.title} · ${english.shell.app.name}`);
});
