import { limits } from '@halobuzz/core/limits';
import type { Connection } from './connection/connection.ts';

/** Time for the registry to tell everybody that this node takes no more, before the first client comes back. */
const firstReturnMs = 500;
const stepMs = 50;

/**
 * Sends everybody away in good order: tells each when to come back, then closes a share every step, so that neither this
 * node nor its peers see a herd. Done within `spreadMs`, plus a moment.
 */
export async function drainConnections(
  connections: () => readonly Connection[],
  spreadMs: number = limits.drainSpreadMs,
): Promise<void> {
  const all = connections();
  for (const connection of all) connection.notify({ t: 'drain', afterMs: firstReturnMs, jitterMs: spreadMs });
  if (all.length > 0) await new Promise((resolve) => setTimeout(resolve, firstReturnMs));
  const steps = Math.max(1, Math.floor(spreadMs / stepMs));
  for (let step = 0; step < steps; step += 1) {
    const left = connections();
    if (left.length === 0) return;
    const share = Math.ceil(left.length / (steps - step));
    for (const connection of left.slice(0, share)) connection.close('draining');
    await new Promise((resolve) => setTimeout(resolve, stepMs));
  }
  for (const connection of connections()) connection.close('draining');
}
