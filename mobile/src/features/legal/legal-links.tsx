import { legalDocumentNames } from '@halobuzz/core/api/legal';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { LinkButton } from '../../ui/link-button.tsx';

/** The documents, one link each. */
export function LegalLinks() {
  const words = useWords().legal;
  return (
    <View role="group" aria-label={words.links} style={styles.links}>
      {legalDocumentNames.map((name) => (
        <LinkButton
          key={name}
          compact
          href={{ pathname: '/documents/[name]', params: { name } }}
          label={words.names[name]}
        />
      ))}
    </View>
  );
}

const styles = StyleSheet.create({ links: { flexDirection: 'row', flexWrap: 'wrap', marginHorizontal: -12 } });
