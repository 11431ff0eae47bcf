import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type Handler, problem, success } from '../../../testing/fake-server.ts';
import { atIso } from '../../../testing/fixtures.ts';
import { spendingLimitsOf } from '../../../testing/money-fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { LimitsScreen, leftOf } from './limits-screen.tsx';

const words = english.wallet.limits;
const show = (limits: Parameters<typeof spendingLimitsOf>[0], put?: Handler) =>
  renderScreen(<LimitsScreen />, {
    routes: {
      'GET /wallet/limits': () => success(spendingLimitsOf(limits)),
      ...(put === undefined ? {} : { 'PUT /wallet/limits': put }),
    },
  });
const setTo = (value: string): void => {
  fireEvent.change(screen.getByRole('textbox', { name: words.field }), { target: { value } });
  fireEvent.click(screen.getByRole('button', { name: words.save }));
};

describe('limits on spending', () => {
  it('say what is spent and what is left today', async () => {
    await show({ dailyCap: '500', spentToday: '120' });
    const bar = await screen.findByRole('progressbar');
    expect(bar.getAttribute('aria-valuetext')).toBe('120 coins of 500 coins spent; 380 coins left.');
    expect(leftOf('100', '120')).toBe('0');
  });

  it('say what stops a wallet', async () => {
    await show({ frozen: true, owed: '30', held: { coins: '525', until: atIso }, spentToday: undefined });
    expect(await screen.findByText(words.frozen)).toBeTruthy();
    expect(screen.getByText(words.owed('30 coins'))).toBeTruthy();
    expect(screen.getByText(/^525 coins of your first purchases/)).toBeTruthy();
    expect(screen.getByText(words.spentUnknown)).toBeTruthy();
  });

  it('are lowered at once', async () => {
    const { server } = await show({ dailyCap: '500' }, () => success(spendingLimitsOf({ dailyCap: '200' })));
    await screen.findByText(words.now('500 coins'));
    setTo('200');
    expect(await screen.findByText(words.saved)).toBeTruthy();
    expect(server.requests.at(-1)).toMatchObject({ route: 'PUT /wallet/limits', body: { dailyCap: '200' } });
    expect(screen.getByText(words.now('200 coins'))).toBeTruthy();
  });

  it('say nothing more of the last change once another fails', async () => {
    const { server } = await show({ dailyCap: '500' }, () => success(spendingLimitsOf({ dailyCap: '200' })));
    await screen.findByText(words.now('500 coins'));
    setTo('200');
    await screen.findByText(words.saved);
    server.routes.set('PUT /wallet/limits', () => problem(503, 'unavailable'));
    setTo('100');
    expect((await screen.findByRole('alert')).textContent).toContain(english.errors.unavailable);
    expect(screen.queryByText(words.saved)).toBeNull();
  });

  it('are removed later, and say when', async () => {
    const { server } = await show({ dailyCap: '500' }, () =>
      success(spendingLimitsOf({ dailyCap: '500', nextCap: { cap: null, from: atIso } })),
    );
    fireEvent.click(await screen.findByRole('button', { name: words.remove }));
    expect(await screen.findByText(/^From .* on: no limit$/)).toBeTruthy();
    expect(server.requests.at(-1)?.body).toEqual({ dailyCap: null });
  });

  it('that are no number are refused before anything is sent', async () => {
    const { server } = await show({});
    await screen.findByText(words.now(words.none));
    setTo('1.5');
    expect(await screen.findByText(words.fieldWrong)).toBeTruthy();
    expect(server.count('PUT /wallet/limits')).toBe(0);
  });

  it('stay as they are when they cannot be changed', async () => {
    await show({ dailyCap: '500' }, () => problem(503, 'unavailable'));
    await screen.findByText(words.now('500 coins'));
    setTo('200');
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain(english.errors.unavailable));
    expect(screen.getByText(words.now('500 coins'))).toBeTruthy();
  });
});
