import type { NodeRecord } from '@halobuzz/core/api/internal';
import type { NodeRegistry } from '../streams/node-registry.ts';

export interface NodePictureDeps {
  readonly registry: NodeRegistry;
  /** Time that only moves forward, ms. */
  readonly elapsedMs: () => number;
  /** How old an answer may be, ms. */
  readonly lifeMs: number;
}

/**
 * The registry for those who ask on every join: one read serves all who ask within `lifeMs`, and all who ask while it is
 * under way. A gateway says how it is once a second, so that the picture is hardly older for it. A failed read is not kept.
 */
export function nodePicture({ registry, elapsedMs, lifeMs }: NodePictureDeps): NodeRegistry {
  let reading: { readonly sinceMs: number; readonly nodes: Promise<readonly NodeRecord[]> } | undefined;
  return {
    alive() {
      const nowMs = elapsedMs();
      if (reading !== undefined && nowMs - reading.sinceMs < lifeMs) return reading.nodes;
      const mine = { sinceMs: nowMs, nodes: registry.alive() };
      reading = mine;
      mine.nodes.catch(() => {
        if (reading === mine) reading = undefined;
      });
      return mine.nodes;
    },
  };
}
