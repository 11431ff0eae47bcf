import { fireEvent, render, screen } from '@testing-library/react';
import { Text } from 'react-native';
import { expect, it } from 'vitest';
import { english } from '../../i18n/english.ts';
import { lazyScreen } from './lazy-screen.tsx';

function Hello({ name }: { readonly name: string }) {
  return <Text>{`Hello ${name}`}</Text>;
}

it('shows that it loads, then the screen with what it was given', async () => {
  const Lazy = lazyScreen(async () => Hello);
  render(<Lazy name="Sita" />);
  expect(screen.getByRole('status')).toBeTruthy();
  expect(await screen.findByText('Hello Sita')).toBeTruthy();
});

it('tries again after a failure, and asks no more once it is there', async () => {
  let tries = 0;
  const Lazy = lazyScreen(async () => {
    tries += 1;
    if (tries === 1) throw new Error('the chunk is gone');
    return Hello;
  });
  const first = render(<Lazy name="Sita" />);
  await screen.findByRole('alert');
  fireEvent.click(screen.getByRole('button', { name: english.ui.retry }));
  await screen.findByText('Hello Sita');
  first.unmount();
  render(<Lazy name="Ram" />);
  expect(screen.getByText('Hello Ram')).toBeTruthy();
  expect(tries).toBe(2);
});

it('fetches ahead, and a failure of that is no failure of the screen', async () => {
  let tries = 0;
  const Lazy = lazyScreen(async () => {
    tries += 1;
    if (tries === 1) throw new Error('offline');
    return Hello;
  });
  Lazy.prefetch();
  await Promise.resolve();
  render(<Lazy name="Sita" />);
  expect(await screen.findByText('Hello Sita')).toBeTruthy();
  expect(tries).toBe(2);
});
