import { createContext, useContext } from 'react';
import type { ConsoleRoute } from '../routes.ts';

/** The pages that one's roles open, for pages that lead to others: they cannot ask the routes, which load them. */
export const OpenPagesContext = createContext<readonly Pick<ConsoleRoute, 'path' | 'title'>[]>([]);

/** Whether a page is there and one's roles open it. */
export function useIsOpen(path: string): boolean {
  return useContext(OpenPagesContext).some((route) => route.path === path);
}
