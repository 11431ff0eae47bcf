import { type SwitchChange, type SwitchesView, type SwitchView, switchChangeSchema } from '@halobuzz/core/api/switches';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { isCountry } from '@halobuzz/core/regions/regions';
import { switchNames } from '@halobuzz/core/switches/switches';
import { Hono } from 'hono';
import { requireStaff } from '../http/authenticate.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody } from '../http/validate.ts';
import type { SwitchDoing, SwitchVersion } from './switch-store.ts';
import type { OriginSwitches } from './switches.ts';

export interface SwitchRouteDeps {
  readonly switches: OriginSwitches;
  readonly clock: () => number;
}

/** Kill switches and maintenance: what the edge goes by, what staff see, and what admins change. */
export function switchRoutes({ switches, clock }: SwitchRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  // Asked by every isolate each second: answered from memory.
  routes.get('/switches/state', (c) => c.json({ success: true, data: switches.board.state }));

  routes.get('/switches', async (c) => {
    requireStaff(c, 'see_switches');
    return c.json({ success: true, data: await view(await switches.store.now()) });
  });

  routes.post('/switches', async (c) => {
    const { account: by } = requireStaff(c, 'change_switches');
    const wish = parseBody(c, switchChangeSchema);
    assertSensible(wish, clock());
    const result = await switches.store.change({ ...wish, by, requestId: c.get('requestId') });
    // It is done: who cannot be told now is told by the next look.
    await switches.refresh().catch(() => undefined);
    if (result.kind === 'conflict') throw changedMeanwhile(result.now);
    return c.json({ success: true, data: await view(result.now) });
  });

  async function view({ version, paused, maintenance }: SwitchVersion): Promise<SwitchesView> {
    const inForce = await switches.publishedVersion();
    return {
      version,
      ...(inForce === undefined ? {} : { inForce }),
      switches: switchNames.map((name): SwitchView => {
        const found = paused.find((one) => one.name === name);
        if (found === undefined) return { name, paused: false };
        const { sinceMs, by, reason, countries, regions } = found;
        return {
          ...{ name, paused: true, ...doingView({ sinceMs, by, reason }) },
          ...(countries === undefined ? {} : { countries: [...countries] }),
          // Stored as they were checked on their way in.
          ...(regions === undefined ? {} : { regions: [...regions] as NonNullable<SwitchView['regions']> }),
        };
      }),
      ...(maintenance === undefined
        ? {}
        : {
            maintenance: {
              message: maintenance.message,
              ...(maintenance.endsAtMs === undefined ? {} : { endsAt: new Date(maintenance.endsAtMs).toISOString() }),
              ...doingView(maintenance),
            },
          }),
    };
  }

  return routes;
}

function doingView({ by, reason, sinceMs }: SwitchDoing) {
  return { by, reason, since: new Date(sinceMs).toISOString() };
}

/** @throws AppError `validation_failed` */
export function assertSensible({ change }: Pick<SwitchChange, 'change'>, nowMs: number): void {
  if (change.act === 'pause') {
    const stranger = change.countries?.findIndex((country) => !isCountry(country)) ?? -1;
    if (stranger !== -1) throw invalidField(`change.countries.${stranger}`, 'is no country of ISO 3166-1');
    const scoped = change.countries !== undefined || change.regions !== undefined;
    if (scoped && wholeOnly(change.name)) {
      throw invalidField('change.name', 'can be paused everywhere alone: it does not know where somebody is');
    }
  }
  if (change.act === 'begin_maintenance' && change.endsAt !== undefined) {
    const aheadMs = Date.parse(change.endsAt) - nowMs;
    if (aheadMs <= 0) throw invalidField('change.endsAt', 'is over');
    if (aheadMs > limits.maintenanceAheadMs) throw invalidField('change.endsAt', 'is too far ahead');
  }
}

/** What works behind people's backs: it sends and pays without knowing where they are. */
function wholeOnly(name: string): boolean {
  return name.startsWith('payout.') || name === 'mail' || name === 'sms' || name === 'push' || name === 'media';
}

function changedMeanwhile({ version, paused, maintenance }: SwitchVersion): AppError {
  const off = paused.map(({ name, by }) => `${name} paused by ${by}`);
  const all = [...off, ...(maintenance === undefined ? [] : [`maintenance by ${maintenance.by}`])].join(', ');
  const message = `is ${version} now: ${all === '' ? 'everything is on' : all}`;
  return new AppError('conflict', { errors: [{ field: 'version', message }] });
}
