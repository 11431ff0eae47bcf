import { randomUUID } from 'node:crypto';
import { internalPaths } from '@halobuzz/core/api/internal';
import { newOpaqueId } from '@halobuzz/core/ids';
import type { Actor } from '@halobuzz/core/tokens';
import { type RealOrigin, random } from './real-origin.ts';

/** A device that its owner has notified, as an app would say it. @throws unless the origin takes it */
export async function registerDevice(origin: RealOrigin, actor: Actor, over: object = {}) {
  const device = { deviceId: newOpaqueId('dv', random), token: `ExponentPushToken[${randomUUID()}]` };
  const body = { platform: 'ios', ...device, ...over };
  const answer = await origin.call(internalPaths.pushTokens, { method: 'POST', actor, body });
  if (answer.status !== 201) throw new Error(`a device was refused: ${JSON.stringify(answer.body)}`);
  return { ...device, ...over };
}

export async function tokensOf(origin: RealOrigin, account: string): Promise<readonly string[]> {
  return (await origin.deps.pushTokens.targetsOf([account])).map(({ token }) => token);
}
