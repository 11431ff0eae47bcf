import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { repositoryRoot } from '../paths.ts';

const moduleSchema = z.looseObject({ routes: z.array(z.looseObject({ path: z.string().startsWith('/') })).min(2) });

/** Addresses of the console's pages, behind `/console`: read at run time, as its types are for browsers. */
export async function consolePaths(): Promise<readonly string[]> {
  const file = pathToFileURL(join(repositoryRoot, 'edge', 'console', 'src', 'routes.ts')).href;
  const { routes } = moduleSchema.parse({ ...(await import(/* @vite-ignore */ file)) });
  return routes.map(({ path }) => path);
}
