import { act, fireEvent, screen } from '@testing-library/react';
import { Text, View } from 'react-native';
import { expect, it, vi } from 'vitest';
import { navigation } from '../../../testing/fake-expo-router.tsx';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { ScreenGuard } from './screen-guard.tsx';
import { Shell } from './shell.tsx';

const words = english.shell;
const inside = (
  <Shell>
    <Text>inside</Text>
  </Shell>
);

it('says that there is no network for as long as there is none', async () => {
  let there = false;
  let changed = (): void => {};
  await renderScreen(inside, {
    network: {
      isThere: () => there,
      onChange: (listener) => {
        changed = listener;
        return () => {};
      },
    },
  });
  expect(screen.getByText(words.offline)).toBeTruthy();
  await act(async () => {
    there = true;
    changed();
  });
  expect(screen.queryByText(words.offline)).toBeNull();
});

it('offers a newer version when the app comes to the front, and never in a room', async () => {
  const take = vi.fn(async () => {});
  const updates = { isThere: async () => true, take, justTaken: false };
  const comeToTheFront = () =>
    act(async () => {
      document.dispatchEvent(new Event('visibilitychange'));
    });
  navigation.path = '/room/1';
  const first = await renderScreen(inside, { updates });
  await comeToTheFront();
  expect(screen.queryByText(words.newVersion)).toBeNull();
  first.view.unmount();
  navigation.path = '/wallet';
  await renderScreen(inside, { updates });
  await comeToTheFront();
  fireEvent.click(await screen.findByRole('button', { name: words.takeVersion }));
  expect(take).toHaveBeenCalledTimes(1);
});

it('lets the keyboard skip to the content', async () => {
  await renderScreen(
    <Shell>
      <View role="main">
        <Text>inside</Text>
      </View>
    </Shell>,
  );
  const [first] = document.querySelectorAll('button, a');
  expect(first?.textContent).toBe(words.skip);
  fireEvent.click(screen.getByRole('button', { name: words.skip }));
  expect(document.activeElement).toBe(screen.getByRole('main'));
});

it('keeps the app when a screen fails, with another try and a way back', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  let broken = true;
  function Screen() {
    if (broken) throw new Error('a fault of the screen');
    return <Text>mended</Text>;
  }
  await renderScreen(
    <ScreenGuard>
      <Screen />
    </ScreenGuard>,
  );
  expect(screen.getByRole('alert').textContent).toBe(words.fault.lead);
  expect(screen.getByRole('link').getAttribute('href')).toBe('/');
  broken = false;
  fireEvent.click(screen.getByRole('button', { name: english.ui.retry }));
  expect(screen.getByText('mended')).toBeTruthy();
  told.mockRestore();
});
