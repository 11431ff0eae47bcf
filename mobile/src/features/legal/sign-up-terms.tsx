import { Link } from 'expo-router';
import { useWords } from '../../i18n/use-words.ts';
import { AppText } from '../../ui/text.tsx';

/** What creating an account means, said before the button. The links lie within the sentence. */
export function SignUpTerms() {
  const words = useWords().legal;
  return (
    <AppText kind="small" color="muted">
      {words.acceptTerms} <DocumentLink name="terms" />. {words.and} <DocumentLink name="privacy" />.
    </AppText>
  );
}

function DocumentLink({ name }: { readonly name: 'terms' | 'privacy' }) {
  const words = useWords().legal;
  return (
    <Link href={{ pathname: '/documents/[name]', params: { name } }} target="_blank" asChild>
      <AppText kind="small" color="accentText" role="link" style={{ textDecorationLine: 'underline' }}>
        {words.names[name]}
      </AppText>
    </Link>
  );
}
