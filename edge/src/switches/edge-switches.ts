import { internalPaths } from '@halobuzz/core/api/internal';
import { limits } from '@halobuzz/core/limits';
import { type AskedSwitches, askedSwitches } from '@halobuzz/core/switches/asked-switches';
import { switchStateSchema } from '@halobuzz/core/switches/switches';
import { originClientOf } from '../origin/client.ts';

/** The kill switches as this isolate knows them; the origin is asked. */
export type EdgeSwitches = AskedSwitches;

const known = new WeakMap<object, EdgeSwitches>();

/** Those of an environment, for the Worker and its objects alike. */
export function switchesOf(env: object): EdgeSwitches {
  let switches = known.get(env);
  if (switches === undefined) {
    const origin = originClientOf(env);
    const asked = { method: 'GET', path: internalPaths.switchState, timeoutMs: limits.switchEdgeWaitMs } as const;
    switches = askedSwitches(
      (requestId) => origin.call(requestId === undefined ? asked : { ...asked, requestId }, switchStateSchema),
      () => Date.now(),
    );
    known.set(env, switches);
  }
  return switches;
}
