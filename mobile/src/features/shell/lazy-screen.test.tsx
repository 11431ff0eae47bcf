import { fireEvent, screen, waitFor } from '@testing-library/react';
import { Text } from 'react-native';
import { expect, it } from 'vitest';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { lazyPart, lazyScreen } from './lazy-screen.tsx';

function Hello({ name }: { readonly name: string }) {
  return <Text>{`Hello ${name}`}</Text>;
}

const gone = async (): Promise<typeof Hello> => {
  throw new Error('the chunk is gone');
};

it('shows that it loads, then the screen with what it was given', async () => {
  let arrive = (_screen: typeof Hello): void => {};
  const Lazy = lazyScreen(
    () =>
      new Promise<typeof Hello>((resolve) => {
        arrive = resolve;
      }),
  );
  await renderScreen(<Lazy name="Sita" />);
  expect(screen.getByRole('main')).toBeTruthy();
  expect(screen.getByRole('status')).toBeTruthy();
  arrive(Hello);
  expect(await screen.findByText('Hello Sita')).toBeTruthy();
});

it('leaves the main part to the screen when it is only a part of one', async () => {
  const Lazy = lazyPart(gone);
  await renderScreen(<Lazy name="Sita" />);
  expect(await screen.findByRole('alert')).toBeTruthy();
  expect(screen.queryByRole('main')).toBeNull();
});

it('tries again after a failure, and asks no more once it is there', async () => {
  let tries = 0;
  const Lazy = lazyScreen(async () => {
    tries += 1;
    return tries === 1 ? gone() : Hello;
  });
  const first = await renderScreen(<Lazy name="Sita" />);
  await screen.findByRole('alert');
  fireEvent.click(screen.getByRole('button', { name: english.ui.retry }));
  await screen.findByText('Hello Sita');
  first.view.unmount();
  await renderScreen(<Lazy name="Ram" />);
  expect(screen.getByText('Hello Ram')).toBeTruthy();
  expect(tries).toBe(2);
});

it('fetches ahead, and a failure of that is no failure of the screen', async () => {
  let tries = 0;
  const Lazy = lazyScreen(async () => {
    tries += 1;
    return tries === 1 ? gone() : Hello;
  });
  Lazy.prefetch();
  await Promise.resolve();
  await renderScreen(<Lazy name="Sita" />);
  expect(await screen.findByText('Hello Sita')).toBeTruthy();
  expect(tries).toBe(2);
});

it('starts the app anew, once, where its code went with an older version', async () => {
  const taken: string[] = [];
  const updates = (justTaken: boolean) => ({
    isThere: async () => true,
    take: async () => {
      taken.push(justTaken ? 'again' : 'once');
    },
    justTaken,
  });
  const Lazy = lazyScreen(gone);
  await renderScreen(<Lazy name="Sita" />, { updates: updates(false) });
  await waitFor(() => expect(taken).toEqual(['once']));
  await renderScreen(<Lazy name="Sita" />, { updates: updates(true) });
  expect(await screen.findAllByText(english.shell.notLoaded)).not.toHaveLength(0);
  expect(taken).toEqual(['once']);
});

it('makes no second main place of a part that is on its way', async () => {
  const Part = lazyPart(() => new Promise<typeof Hello>(() => undefined));
  await renderScreen(<Part name="Sita" />);
  expect(screen.getByText(english.ui.loading)).toBeTruthy();
  expect(screen.queryByRole('main')).toBeNull();
});
