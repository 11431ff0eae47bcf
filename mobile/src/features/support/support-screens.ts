import { DeleteAccountScreen } from './delete-account-screen.tsx';
import { SupportScreen } from './support-screen.tsx';

/** Loaded as one piece: what they share would be in everybody's first load otherwise. */
export const supportScreens = { support: SupportScreen, deleteAccount: DeleteAccountScreen };
