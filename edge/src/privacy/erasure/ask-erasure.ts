import type { ErasureBegun, ErasureOutlook, ErasureRequest } from '@halobuzz/core/api/erasure';
import { erasurePaths, moneyOutlookSchema } from '@halobuzz/core/api/internal-erasure';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { type ErasureObstacle, obstacleTexts } from '@halobuzz/core/privacy/erasure-steps';
import { isStaff } from '@halobuzz/core/roles';
import type { Actor } from '@halobuzz/core/tokens';
import { normaliseName } from '../../accounts/names/names.ts';
import type { Caller } from '../../http/edge-env.ts';
import type { Services } from '../../services.ts';

/** Who asks, as the origin is told of them too. */
export interface ErasureAsker {
  readonly caller: Caller;
  readonly actor: Actor;
  readonly requestId: string;
}

type ErasureServices = Pick<Services, 'account' | 'clock' | 'config' | 'origin' | 'privacy' | 'states'>;

/** What would happen if it were asked for now. */
export async function erasureOutlook(services: ErasureServices, by: ErasureAsker): Promise<ErasureOutlook> {
  const { actor, requestId } = by;
  const request = { method: 'GET', path: erasurePaths.outlook, actor, requestId } as const;
  const { obstacles, live, ...money } = await services.origin.call(request, moneyOutlookSchema);
  const { state } = by.caller;
  const all: readonly ErasureObstacle[] = [...obstacles, ...(isStaff(state.roles) ? (['staff_account'] as const) : [])];
  const { coins, diamonds } = money;
  // What is owed as diamonds, below zero, is nobody's to give up.
  const left = { coins, diamonds: BigInt(diamonds) < 0n ? '0' : diamonds };
  const empty = left.coins === '0' && left.diamonds === '0';
  return {
    handle: state.username,
    obstacles: all.map((code) => ({ code, text: obstacleTexts[code] })),
    money,
    ...(empty ? {} : { forfeit: left }),
    live,
    cancelUntil: new Date(services.clock() + services.config.erasureWindowMs).toISOString(),
  };
}

/**
 * Plans the erasure, then has the account stand behind it: it is hidden and signed out when this answers. Who dies in
 * between leaves a plan that comes to nothing.
 * @throws AppError `validation_failed`, `erasure_blocked` with every obstacle, `conflict`, `session_revoked`
 */
export async function askErasure(
  services: ErasureServices,
  by: ErasureAsker,
  request: ErasureRequest,
): Promise<ErasureBegun> {
  const { claims, state } = by.caller;
  if (normaliseName(request.handle) !== normaliseName(state.username)) {
    throw invalidField('handle', 'must be your own handle');
  }
  const outlook = await erasureOutlook(services, by);
  if (outlook.obstacles.length > 0) throw blocked(outlook.obstacles);
  const { forfeit } = outlook;
  const agreed = request.forfeit;
  const same = agreed?.coins === forfeit?.coins && agreed?.diamonds === forfeit?.diamonds;
  if (!same) throw invalidField('forfeit', 'must name the coins and diamonds that are there now');
  const planned = await services.privacy(claims.sub).planErasure(claims.sub);
  if (planned.kind === 'running') throw new AppError('conflict');
  const begun = await services.account(claims.sub).beginErasure(planned.erasureId);
  services.states.forget(claims.sub, claims.sid);
  switch (begun.kind) {
    case 'begun':
      return { erasureId: planned.erasureId, cancelUntil: new Date(begun.cancelUntilMs).toISOString() };
    case 'running':
      throw new AppError('conflict');
    case 'staff':
      throw blocked([{ code: 'staff_account', text: obstacleTexts.staff_account }]);
    case 'gone':
      throw new AppError('session_revoked');
    default:
      return begun satisfies never;
  }
}

function blocked(obstacles: ErasureOutlook['obstacles']): AppError {
  return new AppError('erasure_blocked', {
    errors: obstacles.map(({ code, text }) => ({ field: code, message: text })),
  });
}
