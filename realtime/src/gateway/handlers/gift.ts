import type { FieldError } from '@halobuzz/core/errors/app-error';
import type { GiftOffer } from '@halobuzz/core/gifts';
import { transactionId, walletShardOf } from '@halobuzz/core/ids';
import { type Intent, intentBlanks } from '@halobuzz/core/ledger/intent';
import { diamondsForCoins } from '@halobuzz/core/money';
import { encode } from '@halobuzz/core/protocol/codec';
import type { Command } from '@halobuzz/core/protocol/up';
import type { Paused } from '@halobuzz/core/switches/switch-board';
import { fingerprintOf } from '../../ledger/fingerprint.ts';
import type { WalletResult } from '../../ledger/wallet-port.ts';
import type { Connection } from '../connection/connection.ts';
import type { Joined } from '../connection/connection-state.ts';
import { type CommandOutcome, refused } from '../connection/outcome.ts';
import type { GatewayServices } from '../services.ts';
import { suspension } from './standing-of.ts';

type GiftCommand = Extract<Command, { t: 'gift' }>;

/**
 * A gift to the room's host or one of its guests. Refused before any money moves, or taken by one call to the wallet; after that it is never
 * refused. A lost answer is `wallet_unknown`: the same command again tells.
 */
export async function handleGift(
  services: GatewayServices,
  connection: Connection,
  joined: Joined,
  command: GiftCommand,
): Promise<CommandOutcome> {
  if (connection.giftsInFlight >= services.rates.giftsInFlight) return refused('rate_limited');
  connection.giftsInFlight += 1;
  const stopTimer = services.metrics.giftLatency.startTimer();
  try {
    return await giveGift(services, joined, command);
  } finally {
    connection.giftsInFlight -= 1;
    stopTimer();
  }
}

async function giveGift(services: GatewayServices, joined: Joined, command: GiftCommand): Promise<CommandOutcome> {
  const { identity, lease } = joined;
  const { room } = lease;
  const host = room.facts;
  if (services.feedLost()) return refused('feed_lost');
  if (host === undefined) return refused('unavailable');
  const recipient = command.recipient ?? host.host;
  if (recipient === identity.account) return refused('gift_to_self');
  if (!identity.spend) return refused('email_unverified');
  if (identity.parentNeeded === true) return refused('parent_consent_required');
  const toHost = recipient === host.host;
  const seat = toHost ? undefined : await room.recipients.find(recipient);
  if (!toHost && seat === undefined) return refused('recipient_not_in_room');
  const asked: Intent = {
    ...intentBlanks,
    kind: 'gift',
    tx: transactionId(identity.subject, command.clientId),
    wallet: identity.subject,
    counterparty: seat?.subject ?? host.hostSubject,
    currency: 'COIN',
    amount: 0n,
    roomId: room.id,
    giftId: command.gift,
    quantity: BigInt(command.quantity),
    clientId: command.clientId,
    nodeId: services.node.id,
  };
  const paused = services.switches.refusalOf('gifts', identity.country, services.clock());
  if (paused !== undefined) return unlessPaid(services, asked, paused.code, paused.details);
  if (suspension(identity, services.clock()) !== undefined) return unlessPaid(services, asked, 'account_suspended');
  if (!room.live) return unlessPaid(services, asked, 'room_ended');
  if (seat?.seated === false) return unlessPaid(services, asked, 'recipient_not_in_room');
  const { gift: giftId, version, quantity } = command;
  const sale = await services.findGift({ id: giftId, version, country: identity.country });
  if (sale === 'unavailable') return refused('unavailable');
  if (sale.kind === 'unknown') return unlessPaid(services, asked, 'gift_unknown');
  if (sale.kind === 'not_here') return unlessPaid(services, asked, 'gift_not_available');
  if (sale.kind === 'changed') return unlessPaid(services, asked, 'gift_changed', { errors: priceNow(sale.now) });

  const coins = sale.offer.coins * BigInt(quantity);
  const intent: Intent = {
    ...asked,
    amount: coins,
    earned: diamondsForCoins(coins),
    giftVersion: BigInt(sale.offer.version),
  };
  const event = encode({
    t: 'gift',
    tx: intent.tx,
    from: { id: identity.account, name: identity.name },
    gift: giftId,
    quantity,
    coins: coins.toString(),
    ...(toHost ? {} : { recipient }),
    atMs: services.clock(),
  });
  const { madeAtMs: createdAtMs, secondFactor } = identity;
  const spendCap = services.spendCaps.of({ createdAtMs, secondFactor }, services.clock());
  const options = spendCap === undefined ? {} : { spendCap };
  const result = await services.wallet.submit(intent, fingerprintOf(intent), event, options);
  if (result.kind !== 'created' && result.kind !== 'exists') return outcomeOf(services, result, intent.tx);
  // A repeat that was paid at another price: the projector shows it, with the event of the first time.
  if (result.amount !== coins) return outcomeOf(services, result, intent.tx);
  const place = { shard: walletShardOf(identity.subject), epoch: result.epoch, sequence: result.sequence };
  const after = (): void => {
    // If this fails the projector shows it: a paid gift always shows, once.
    services.background('show gift', room.scripts.showGift(room.id, intent.tx, place, event));
  };
  const [amount, balance] = [result.amount.toString(), result.balance.toString()];
  return { kind: 'ok', data: { t: 'gift', result: result.kind, tx: intent.tx, coins: amount, balance }, after };
}

/** What was paid is never refused: a repeat gets its answer also when the same gift could no longer be given. */
async function unlessPaid(
  services: GatewayServices,
  asked: Intent,
  code:
    | 'account_suspended'
    | 'room_ended'
    | 'gift_unknown'
    | 'gift_changed'
    | 'gift_not_available'
    | 'recipient_not_in_room'
    | Paused['code'],
  details: Paused['details'] = {},
): Promise<CommandOutcome> {
  const earlier = await services.wallet.find(asked.wallet, asked.tx, fingerprintOf(asked));
  if (earlier.kind !== 'absent') return outcomeOf(services, earlier, asked.tx);
  return { kind: 'refused', code, ...details };
}

/** What the sender's app may show before it has read the catalogue anew. */
function priceNow({ version, coins }: GiftOffer): readonly FieldError[] {
  return [{ field: 'version', message: `is not sold any more: version ${version} costs ${coins} coins` }];
}

function outcomeOf({ clock }: Pick<GatewayServices, 'clock'>, result: WalletResult, tx: string): CommandOutcome {
  switch (result.kind) {
    case 'created':
    case 'exists': {
      const [coins, balance] = [result.amount.toString(), result.balance.toString()];
      return { kind: 'ok', data: { t: 'gift', result: result.kind, tx, coins, balance } };
    }
    case 'refused':
      if (result.retryAtMs === undefined) return refused(result.code);
      return { kind: 'refused', code: result.code, retryAfterMs: Math.max(1, result.retryAtMs - clock()) };
    case 'unknown':
      return refused('wallet_unknown');
    default:
      return result satisfies never;
  }
}
