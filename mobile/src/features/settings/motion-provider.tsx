import type { ReactNode } from 'react';
import { MotionContext } from '../../ui/use-reduced-motion.ts';
import { lessMotion, useSettings } from './settings-store.ts';

/** Stills everything where its owner set so, though the device did not ask for it. */
export function MotionProvider({ children }: { readonly children: ReactNode }) {
  return <MotionContext.Provider value={useSettings(lessMotion)}>{children}</MotionContext.Provider>;
}
