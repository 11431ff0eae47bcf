import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const PrivacyCentreScreen = lazyScreen(() =>
  import('../../src/features/privacy/privacy-screens.ts').then((m) => m.privacyScreens.centre),
);

export default function PrivacyCentreRoute() {
  return (
    <SignedInOnly>
      <PrivacyCentreScreen />
    </SignedInOnly>
  );
}
