import type { HalobuzzApi } from '../../api/api.ts';
import { type ApiResult, failed } from '../../api/failure.ts';
import type { PushPermission } from '../../platform/push-port.ts';
import type { Services } from '../services.ts';

type Deps = Pick<Services, 'push' | 'storage'> & {
  readonly api: Pick<HalobuzzApi, 'registerPush' | 'pushDevices' | 'removePushDevice'>;
};

/** Whether this device notifies, and what its system allows. */
export interface ThisDevice {
  readonly on: boolean;
  readonly permission: PushPermission;
}

export async function readThisDevice({ push, storage }: Pick<Deps, 'push' | 'storage'>): Promise<ThisDevice> {
  const permission = await push.permission();
  return { permission, on: permission === 'granted' && (await storage.get('notifications')) === 'on' };
}

/** Tells the server where this device is reached, if its owner wants that. A failure is made good at the next start. */
export async function registerThisDevice(deps: Deps): Promise<void> {
  if (!(await readThisDevice(deps)).on) return;
  const target = await deps.push.target();
  if (target !== undefined) await deps.api.registerPush(target);
}

/** Turns them on: the one place where the system's question is asked, after its owner pressed for it. */
export async function turnOn(deps: Deps): Promise<ApiResult<ThisDevice>> {
  const permission = await deps.push.ask();
  if (permission !== 'granted') return { ok: true, data: { on: false, permission } };
  const target = await deps.push.target();
  if (target === undefined) return failed({ kind: 'network' });
  const answer = await deps.api.registerPush(target);
  if (!answer.ok) return answer;
  await deps.storage.set('notifications', 'on');
  return { ok: true, data: { on: true, permission } };
}

/** Turns them off, here first: whatever the server answers, this device is not registered again. */
export async function turnOff(deps: Deps): Promise<ApiResult<ThisDevice>> {
  await deps.storage.set('notifications', 'off');
  const devices = await deps.api.pushDevices();
  if (!devices.ok) return devices;
  const mine = devices.data.items.find(({ current }) => current);
  const answer = mine === undefined ? undefined : await deps.api.removePushDevice(mine.deviceId);
  if (answer?.ok === false) return answer;
  return { ok: true, data: { on: false, permission: await deps.push.permission() } };
}
