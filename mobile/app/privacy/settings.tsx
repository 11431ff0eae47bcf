import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const PrivacySettingsScreen = lazyScreen(() =>
  import('../../src/features/privacy/privacy-screens.ts').then((m) => m.privacyScreens.settings),
);

export default function PrivacySettingsRoute() {
  return (
    <SignedInOnly>
      <PrivacySettingsScreen />
    </SignedInOnly>
  );
}
