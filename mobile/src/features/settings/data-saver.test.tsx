import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { enterRoom, grantOf } from '../../../testing/enter-room.tsx';
import { english } from '../../i18n/english.ts';

const words = english.watching;

it('begins rooms with sound alone for who saves data, until they ask for the picture', async () => {
  const { rtc, storage } = await enterRoom({}, { media: grantOf(), stored: { 'data-saver': 'on' } });
  await waitFor(() => expect(rtc.calls.at(-1)).toBe('receive none'));
  expect(screen.getByText(words.soundOnlyOn)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: words.menu }));
  fireEvent.click(screen.getByRole('switch', { name: words.dataSaver }));
  await waitFor(() => expect(rtc.calls.at(-1)).toBe('receive high'));
  // For this room: what is set for all of them stays.
  expect(await storage.get('data-saver')).toBe('on');
});
