import type { PausedView } from '@halobuzz/core/api/switches';
import { limits } from '@halobuzz/core/limits';
import { useCallback, useEffect, useState } from 'react';
import { usePolling } from '../../ui/use-polling.ts';
import { useServices } from '../services.ts';

/** What is paused now, asked for at once and then now and then; undefined until the server has said. */
export function usePaused(): PausedView | undefined {
  const { api } = useServices();
  const [paused, setPaused] = useState<PausedView>();
  const look = useCallback(async () => {
    const answer = await api.paused();
    // Out of reach: what was known holds.
    if (answer.ok) setPaused(answer.data);
  }, [api]);
  useEffect(() => void look(), [look]);
  usePolling(look, limits.clientSwitchPeriodMs);
  return paused;
}
