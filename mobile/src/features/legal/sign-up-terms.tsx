import { Link } from 'expo-router';
import { AppText } from '../../ui/text.tsx';
import { legalStrings as words } from './legal-strings.ts';

/** What creating an account means, said before the button. The links lie within the sentence. */
export function SignUpTerms() {
  return (
    <AppText kind="small" color="muted">
      {words.acceptTerms} <DocumentLink name="terms" />. {words.and} <DocumentLink name="privacy" />.
    </AppText>
  );
}

function DocumentLink({ name }: { readonly name: 'terms' | 'privacy' }) {
  return (
    <Link href={{ pathname: '/documents/[name]', params: { name } }} target="_blank" asChild>
      <AppText kind="small" color="accentText" role="link" style={{ textDecorationLine: 'underline' }}>
        {words.names[name]}
      </AppText>
    </Link>
  );
}
