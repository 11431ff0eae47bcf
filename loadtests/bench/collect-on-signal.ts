import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Preloaded into every Node server whose memory is measured (`--import`): on SIGUSR2 it collects all garbage and gives
 * free pages back to the system. What a storm of joins left uncollected is not what viewers hold, and when a runtime
 * collects it is chance; the Go peer does the same by `debug.FreeOSMemory`.
 */
v8.setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

process.on('SIGUSR2', () => {
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
});
