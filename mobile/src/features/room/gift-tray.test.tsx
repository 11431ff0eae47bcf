import type { ErrorCode } from '@halobuzz/core/errors/codes';
import type { Person } from '@halobuzz/core/protocol/messages/fields';
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { personOf, rocket, rose } from '../../../testing/fixtures.ts';
import { english } from '../../i18n/english.ts';
import { GiftTray } from './gift-tray.tsx';
import type { GiftOutcome } from './room-session.ts';

const words = english.gifts;
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));

const refused = (code: ErrorCode, text?: string): GiftOutcome => ({
  ok: false,
  refusal: { code, text, retryAfterMs: undefined },
});

function setUp(
  outcomes: readonly (GiftOutcome | Promise<GiftOutcome>)[],
  change: { readonly balance?: string | undefined; readonly guests?: readonly Person[]; readonly paused?: true } = {},
) {
  const sent: string[] = [];
  const answers = [...outcomes];
  const open = new Map<string, string>();
  let ids = 0;
  let closed = 0;
  const tray = (confirmed: readonly string[]) => (
    <GiftTray
      gifts={[rose, rocket]}
      balance={'balance' in change ? change.balance : '500'}
      confirmed={confirmed}
      send={async (gift, quantity, clientId, recipient) => {
        sent.push(`${gift.id} ${quantity} ${clientId}${recipient === undefined ? '' : ` > ${recipient}`}`);
        return answers.shift() ?? refused('internal', 'no answer prepared');
      }}
      newId={() => {
        ids += 1;
        return `id-${ids}`;
      }}
      open={open}
      guests={change.guests ?? []}
      {...(change.paused === undefined ? {} : { paused: true })}
      onClose={() => {
        closed += 1;
      }}
    />
  );
  const view = render(tray([]));
  return { sent, closed: () => closed, confirm: (tx: string) => view.rerender(tray([tx])) };
}

describe('the gift tray', () => {
  it('shows the balance and every gift with its price', () => {
    setUp([]);
    expect(screen.getByTestId('gift-balance').textContent).toBe('500');
    expect(screen.getByRole('button', { name: /Rose.*1 coin/ })).toBeTruthy();
    expect(screen.getByRole('button', { name: /Rocket.*1,000 coins/ })).toBeTruthy();
  });

  it('shows what there is while gifts are paused, says so, and sends none', () => {
    setUp([], { paused: true });
    expect(screen.getByText(english.watching.giftsPaused)).toBeTruthy();
    press(/Rose/);
    expect(screen.queryByRole('button', { name: words.confirm })).toBeNull();
  });

  it('sends nothing before it is confirmed, and says what it costs', () => {
    const { sent } = setUp([]);
    press(/^Rose/);
    expect(screen.getByText(words.ask('Rose', 1, '1 coin'))).toBeTruthy();
    fireEvent.click(screen.getByRole('radio', { name: '× 10' }));
    expect(screen.getByText(words.ask('Rose', 10, '10 coins'))).toBeTruthy();
    press(english.ui.cancel);
    expect(screen.queryByRole('button', { name: words.confirm })).toBeNull();
    expect(sent).toEqual([]);
  });

  it('goes from sent to written in the ledger', async () => {
    const { sent, confirm } = setUp([{ ok: true, tx: 'tx-1' }]);
    press(/^Rose/);
    press(words.confirm);
    expect(await screen.findByText(words.accepted('🌹 Rose'))).toBeTruthy();
    expect(sent).toEqual(['rose 1 id-1']);
    confirm('tx-1');
    expect(screen.getByText(words.confirmed('🌹 Rose'))).toBeTruthy();
  });

  it('does not let more be sent than there is', () => {
    const { sent } = setUp([]);
    press(/^Rocket/);
    expect(screen.getByText(words.tooFew)).toBeTruthy();
    expect(screen.getByRole('button', { name: words.confirm }).getAttribute('aria-disabled')).toBe('true');
    press(words.confirm);
    expect(sent).toEqual([]);
    expect(screen.getByRole('link', { name: english.watching.buyCoins }).getAttribute('href')).toBe('/wallet/buy');
  });

  it('lets the server decide when the balance is not known', async () => {
    setUp([refused('insufficient_balance', 'too little')], {
      balance: undefined,
    });
    press(/^Rocket/);
    press(words.confirm);
    expect(await screen.findByText('too little')).toBeTruthy();
  });

  it.each<ErrorCode>(['wallet_busy', 'wallet_locked', 'rate_limited', 'feed_lost', 'room_ended', 'gift_unknown'])(
    'keeps the id of a gift of unknown outcome when its repeat meets %s: it may be charged already',
    async (code) => {
      const { sent } = setUp([
        refused('wallet_unknown', 'no answer'),
        refused(code, 'not now'),
        { ok: true, tx: 'tx-1' },
      ]);
      press(/^Rose/);
      press(words.confirm);
      await screen.findByText('no answer');
      press(words.confirm);
      await screen.findByText('not now');
      press(words.confirm);
      await waitFor(() => expect(sent).toEqual(['rose 1 id-1', 'rose 1 id-1', 'rose 1 id-1']));
    },
  );

  it('gives a gift another id once the wallet said that the first was never charged', async () => {
    const { sent } = setUp([refused('gift_id_stale', 'too old'), { ok: true, tx: 'tx-1' }]);
    press(/^Rose/);
    press(words.confirm);
    await screen.findByText('too old');
    press(words.confirm);
    await waitFor(() => expect(sent).toEqual(['rose 1 id-1', 'rose 1 id-2']));
  });

  it('gives another gift another id, even after an unknown outcome', async () => {
    const { sent } = setUp([refused('wallet_unknown', 'no answer'), { ok: true, tx: 'tx-1' }]);
    press(/^Rose/);
    press(words.confirm);
    await screen.findByText('no answer');
    fireEvent.click(screen.getByRole('radio', { name: '× 5' }));
    press(words.confirm);
    await waitFor(() => expect(sent).toEqual(['rose 1 id-1', 'rose 5 id-2']));
  });

  it('sends the same again at once, gathering the taps while one is under way', async () => {
    const { sent } = setUp([
      { ok: true, tx: 'tx-1' },
      { ok: true, tx: 'tx-2' },
      { ok: true, tx: 'tx-3' },
    ]);
    press(/^Rose/);
    press(words.confirm);
    await screen.findByText(english.watching.combo(1));
    await act(async () => {
      for (let n = 0; n < 4; n += 1) press(english.watching.again('Rose'));
    });
    // The first tap goes out, the three behind it go together.
    expect(sent).toEqual(['rose 1 id-1', 'rose 1 id-2', 'rose 3 id-3']);
    expect(screen.getByText(english.watching.combo(5))).toBeTruthy();
  });

  it('ends a combo with the reason when the wallet says no, and repeats what may be charged under its id', async () => {
    const { sent } = setUp([
      { ok: true, tx: 'tx-1' },
      refused('wallet_unknown', 'no answer'),
      { ok: true, tx: 'tx-2' },
    ]);
    press(/^Rose/);
    press(words.confirm);
    await screen.findByText(english.watching.combo(1));
    press(english.watching.again('Rose'));
    await screen.findByText('no answer');
    press(words.confirm);
    await waitFor(() => expect(sent).toEqual(['rose 1 id-1', 'rose 1 id-2', 'rose 1 id-2']));
  });

  it('keeps to the gift that was chosen while an earlier one was under way', async () => {
    let answer: (outcome: GiftOutcome) => void = () => undefined;
    const late = new Promise<GiftOutcome>((resolve) => {
      answer = resolve;
    });
    const { sent } = setUp([{ ok: true, tx: 'tx-1' }, late, { ok: true, tx: 'tx-3' }], { balance: '5000' });
    press(/^Rose/);
    press(words.confirm);
    await screen.findByText(english.watching.combo(1));
    press(english.watching.again('Rose'));
    press(/^Rocket/);
    await act(async () => answer({ ok: true, tx: 'tx-2' }));
    expect(screen.getByText(words.ask('Rocket', 1, '1,000 coins'))).toBeTruthy();
    press(words.confirm);
    expect(await screen.findByText(words.accepted('🚀 Rocket'))).toBeTruthy();
    expect(sent).toEqual(['rose 1 id-1', 'rose 1 id-2', 'rocket 1 id-3']);
  });

  it('gives to a guest who is seated, and to the host again once they left', async () => {
    const guest = personOf('g');
    const { sent } = setUp([{ ok: true, tx: 'tx-1' }], { guests: [guest] });
    fireEvent.click(screen.getByRole('radio', { name: guest.name }));
    press(/^Rose/);
    press(words.confirm);
    await waitFor(() => expect(sent).toEqual([`rose 1 id-1 > ${guest.id}`]));
  });

  it('explains a bound of one’s own and leads to it', async () => {
    setUp([refused('spend_cap_reached')]);
    press(/^Rose/);
    press(words.confirm);
    expect(await screen.findByText(english.errors.spend_cap_reached)).toBeTruthy();
    const link = screen.getByRole('link', { name: english.watching.yourLimits });
    expect(link.getAttribute('href')).toBe('/wallet/limits');
  });

  it('closes', () => {
    const { closed } = setUp([]);
    press(english.ui.close);
    expect(closed()).toBe(1);
  });
});
