import { useLocalSearchParams } from 'expo-router';
import { CertificateScreen } from '../../../src/features/privacy/certificate-screen.tsx';

export default function CertificateRoute() {
  const { id } = useLocalSearchParams<{ id: string }>();
  return <CertificateScreen key={id} certificateId={id} />;
}
