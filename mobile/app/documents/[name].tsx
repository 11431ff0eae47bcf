import { legalDocumentNameSchema } from '@halobuzz/core/api/legal';
import { useLocalSearchParams } from 'expo-router';
import { LegalScreen } from '../../src/features/legal/legal-screen.tsx';
import { NotFoundScreen } from '../../src/features/shell/not-found-screen.tsx';

export default function LegalRoute() {
  const { name } = useLocalSearchParams<{ name: string }>();
  const known = legalDocumentNameSchema.safeParse(name);
  return known.success ? <LegalScreen name={known.data} /> : <NotFoundScreen />;
}
