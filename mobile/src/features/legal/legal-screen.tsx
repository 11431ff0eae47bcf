import type { LegalDocumentName } from '@halobuzz/core/api/legal';
import { useCallback } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { InEnglish } from '../../ui/in-english.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useServices } from '../services.ts';
import { LegalBlocks } from './legal-blocks.tsx';
import { LegalLinks } from './legal-links.tsx';

/** A legal document as the server has it now. */
export function LegalScreen({ name }: { readonly name: LegalDocumentName }) {
  const words = useWords().legal;
  const format = useFormat();
  usePageTitle(words.names[name]);
  const { api } = useServices();
  const fetchDocument = useCallback(() => api.legalDocument(name), [api, name]);
  const { load, reload } = useLoad(fetchDocument, name);
  return (
    <Page>
      <AppText kind="title">{words.names[name]}</AppText>
      <Loaded load={load} reload={reload}>
        {(document) => (
          <View style={styles.document}>
            <AppText kind="small" color="muted">
              {words.version(document.version, format.date(document.effectiveAt))}
            </AppText>
            <AppText kind="small" color="muted">
              {words.changes(document.changes)}
            </AppText>
            <InEnglish style={styles.document}>
              <LegalBlocks blocks={document.intro} />
              {document.sections.map((section) => (
                <View key={section.id} style={styles.section}>
                  <AppText kind={section.level === 2 ? 'heading' : 'subheading'}>{section.heading}</AppText>
                  <LegalBlocks blocks={section.blocks} />
                </View>
              ))}
            </InEnglish>
          </View>
        )}
      </Loaded>
      <LegalLinks />
    </Page>
  );
}

const styles = StyleSheet.create({ document: { gap: space.l }, section: { gap: space.m } });
