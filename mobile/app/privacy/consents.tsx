import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { ConsentsScreen } from '../../src/features/privacy/consents-screen.tsx';

export default function ConsentsRoute() {
  return (
    <SignedInOnly>
      <ConsentsScreen />
    </SignedInOnly>
  );
}
