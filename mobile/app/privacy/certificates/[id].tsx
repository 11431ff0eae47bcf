import { useLocalSearchParams } from 'expo-router';
import { lazyScreen } from '../../../src/features/shell/lazy-screen.tsx';

const CertificateScreen = lazyScreen(() =>
  import('../../../src/features/privacy/privacy-screens.ts').then((m) => m.privacyScreens.certificate),
);

export default function CertificateRoute() {
  const { id } = useLocalSearchParams<{ id: string }>();
  return <CertificateScreen key={id} certificateId={id} />;
}
