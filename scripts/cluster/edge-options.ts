import { join } from 'node:path';
import { unstable_getMiniflareWorkerOptions } from 'wrangler';
import { repositoryRoot } from '../paths.ts';

// Printed and not imported by the edge's process: wrangler weighs a hundred MiB, and is needed for a moment.
const { workerOptions } = unstable_getMiniflareWorkerOptions(join(repositoryRoot, 'wrangler.toml'));
process.stdout.write(JSON.stringify(workerOptions), () => process.exit(0));
