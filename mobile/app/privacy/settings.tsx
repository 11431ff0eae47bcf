import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { PrivacySettingsScreen } from '../../src/features/privacy/settings-screen.tsx';

export default function PrivacySettingsRoute() {
  return (
    <SignedInOnly>
      <PrivacySettingsScreen />
    </SignedInOnly>
  );
}
