import { legalDocumentNames } from '@halobuzz/core/api/legal';
import { StyleSheet, View } from 'react-native';
import { LinkButton } from '../../ui/link-button.tsx';
import { legalStrings as words } from './legal-strings.ts';

/** The documents, one link each. */
export function LegalLinks() {
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
