import { type SpendingLimits, spendingLimitsRequestSchema } from '@halobuzz/core/api/spending';
import type { Clock } from '@halobuzz/core/clock';
import { nextUtcDayMs } from '@halobuzz/core/fraud/spend-cap';
import { type ControlsRecord, effectiveControls } from '@halobuzz/core/fraud/wallet-controls';
import { parseAmount } from '@halobuzz/core/money';
import { Hono } from 'hono';
import type { WalletPort, WalletState } from '../../ledger/wallet-port.ts';
import { requireActor } from '../http/authenticate.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody } from '../http/validate.ts';
import type { WalletControlsService } from './wallet-controls.ts';

export interface SpendingRouteDeps {
  readonly controls: Pick<WalletControlsService, 'read' | 'setDailyCap'>;
  readonly wallet: Pick<WalletPort, 'state'>;
  readonly clock: Clock;
}

/** `/wallet/limits`: what bounds the actor's own spending. */
export function spendingRoutes(deps: SpendingRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.get('/wallet/limits', async (c) => {
    const { subject } = requireActor(c.get('actor'));
    const [record, state] = await Promise.all([deps.controls.read(subject), deps.wallet.state(subject)]);
    return c.json({ success: true, data: viewOf(record, state, deps.clock()) });
  });

  routes.put('/wallet/limits', async (c) => {
    const { subject } = requireActor(c.get('actor'));
    const { dailyCap } = parseBody(c, spendingLimitsRequestSchema);
    const cap = dailyCap === null ? undefined : parseAmount(dailyCap);
    const { record } = await deps.controls.setDailyCap(subject, cap);
    const state = await deps.wallet.state(subject);
    return c.json({ success: true, data: viewOf(record, state, deps.clock()) });
  });

  return routes;
}

/** What MongoDB says counts: the hot wallet follows it within seconds. */
function viewOf(record: ControlsRecord, state: WalletState | undefined, nowMs: number): SpendingLimits {
  const { dailyCap, heldCoins, heldUntilMs, frozen } = effectiveControls(record, nowMs);
  const { nextCap } = record;
  const waits = nextCap !== undefined && nextCap.fromMs > nowMs;
  const time = (ms: number): string => new Date(ms).toISOString();
  return {
    dailyCap: dailyCap === undefined ? null : String(dailyCap),
    ...(waits
      ? { nextCap: { cap: nextCap.cap === undefined ? null : String(nextCap.cap), from: time(nextCap.fromMs) } }
      : {}),
    ...(state === undefined ? {} : { spentToday: String(state.spentToday) }),
    dayEndsAt: time(nextUtcDayMs(nowMs)),
    ...(heldCoins === 0n ? {} : { held: { coins: String(heldCoins), until: time(heldUntilMs) } }),
    ...(state === undefined || state.owed === 0n ? {} : { owed: String(state.owed) }),
    frozen,
  };
}
