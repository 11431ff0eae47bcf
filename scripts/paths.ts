import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository's root folder. */
export const repositoryRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** Tools that provisioning puts in place; shared by every command and safe to delete. */
export const toolsFolder = join(repositoryRoot, '.tools');

/** Everything `npm start` writes: data, logs, secrets, the built web app. */
export const stateFolder = join(repositoryRoot, '.halobuzz');
