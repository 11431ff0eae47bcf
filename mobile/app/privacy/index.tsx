import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { PrivacyCentreScreen } from '../../src/features/privacy/centre-screen.tsx';

export default function PrivacyCentreRoute() {
  return (
    <SignedInOnly>
      <PrivacyCentreScreen />
    </SignedInOnly>
  );
}
