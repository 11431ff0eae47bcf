import { storedOnDevice } from '../../platform/stored-keys.ts';

/** What is kept on a device, and why: the words stand beside the keys themselves. */
export const stored = storedOnDevice;
