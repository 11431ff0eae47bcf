import type { Relation } from '@halobuzz/core/api/people';
import { useCallback, useEffect, useState } from 'react';
import { useServices } from '../services.ts';

export interface HostRelation {
  /** Undefined until it is known, and for one's own room. */
  readonly following: boolean | undefined;
  readonly blocking: boolean;
  readonly changed: (relation: Relation) => void;
}

/** How one stands to the host of the room. An outage shows neither button: the profile has both. */
export function useHostRelation(handle: string | undefined): HostRelation {
  const { api } = useServices();
  const [relation, setRelation] = useState<Relation>();
  useEffect(() => {
    if (handle === undefined) return undefined;
    let left = false;
    void api.profile(handle, true).then((answer) => {
      if (!left && answer.ok) setRelation(answer.data.relation);
    });
    return () => {
      left = true;
    };
  }, [api, handle]);
  const changed = useCallback((next: Relation) => setRelation(next), []);
  return { following: relation?.following, blocking: relation?.blocking === true, changed };
}
