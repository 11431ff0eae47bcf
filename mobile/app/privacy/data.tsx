import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { DataScreen } from '../../src/features/privacy/data-screen.tsx';

export default function DataRoute() {
  return (
    <SignedInOnly>
      <DataScreen />
    </SignedInOnly>
  );
}
