import { useLocalSearchParams } from 'expo-router';
import { ArchiveScreen } from '../../../src/features/privacy/archive-screen.tsx';

export default function ArchiveRoute() {
  const { id } = useLocalSearchParams<{ id: string }>();
  return <ArchiveScreen key={id} exportId={id} />;
}
