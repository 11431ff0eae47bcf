import { LegalScreen } from '../legal/legal-screen.tsx';
import { StoredScreen } from '../legal/stored-screen.tsx';
import { ArchiveScreen } from './archive-screen.tsx';
import { CancelErasureScreen } from './cancel-erasure-screen.tsx';
import { PrivacyCentreScreen } from './centre-screen.tsx';
import { CertificateScreen } from './certificate-screen.tsx';
import { ConsentsScreen } from './consents-screen.tsx';
import { DataScreen } from './data-screen.tsx';
import { EraseScreen } from './erase-screen.tsx';
import { MinorScreen } from './minor-screen.tsx';
import { ParentScreen } from './parent-screen.tsx';
import { RequestsScreen } from './requests-screen.tsx';
import { PrivacySettingsScreen } from './settings-screen.tsx';
import { UnsubscribeScreen } from './unsubscribe-screen.tsx';

/**
 * The screens of privacy and of legal texts, which are loaded as one piece when the first of them is opened. One by one they
 * would share most of their code, and what pieces share is in the first load of everybody.
 */
export const privacyScreens = {
  archive: ArchiveScreen,
  cancelErasure: CancelErasureScreen,
  centre: PrivacyCentreScreen,
  certificate: CertificateScreen,
  consents: ConsentsScreen,
  data: DataScreen,
  erase: EraseScreen,
  minor: MinorScreen,
  parent: ParentScreen,
  requests: RequestsScreen,
  settings: PrivacySettingsScreen,
  unsubscribe: UnsubscribeScreen,
  legal: LegalScreen,
  stored: StoredScreen,
};
