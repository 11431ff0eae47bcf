import type { LegalBlock, LegalSpan } from '@halobuzz/core/api/legal';
import { Linking, StyleSheet, View } from 'react-native';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { useServices } from '../services.ts';

/** Paragraphs, lists and tables. A table's rows are cards, each cell under its column's name: they fit every window. */
export function LegalBlocks({ blocks }: { readonly blocks: readonly LegalBlock[] }) {
  return (
    <>
      {blocks.map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a document never changes while it is shown
        <Block key={at} block={block} />
      ))}
    </>
  );
}

function Block({ block }: { readonly block: LegalBlock }) {
  const palette = usePalette();
  switch (block.kind) {
    case 'text':
      return <Spans spans={block.spans} />;
    case 'list':
      return (
        <View role="list" style={styles.list}>
          {block.items.map((spans, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a document never changes while it is shown
            <View key={at} role="listitem" style={styles.item}>
              <AppText aria-hidden color="muted">
                •
              </AppText>
              <View style={styles.itemText}>
                <Spans spans={spans} />
              </View>
            </View>
          ))}
        </View>
      );
    case 'table':
      return (
        <View role="list" style={styles.rows}>
          {block.rows.map((cells, row) => (
            <View
              // biome-ignore lint/suspicious/noArrayIndexKey: a document never changes while it is shown
              key={row}
              role="listitem"
              style={[styles.row, { borderColor: palette.border, backgroundColor: palette.surface }]}
            >
              {cells.map((spans, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a document never changes while it is shown
                <View key={column} style={styles.cell}>
                  <AppText kind="label" color="muted">
                    {block.columns[column]}
                  </AppText>
                  <Spans spans={spans} small />
                </View>
              ))}
            </View>
          ))}
        </View>
      );
    default:
      return block satisfies never;
  }
}

function Spans({ spans, small = false }: { readonly spans: readonly LegalSpan[]; readonly small?: boolean }) {
  return (
    <AppText kind={small ? 'small' : 'body'}>
      {spans.map((span, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a document never changes while it is shown
        <Span key={at} span={span} small={small} />
      ))}
    </AppText>
  );
}

function Span({ span, small }: { readonly span: LegalSpan; readonly small: boolean }) {
  const { pageUrl } = useServices();
  const { href } = span;
  const weight = span.strong === true ? styles.strong : undefined;
  if (href === undefined) {
    return (
      <AppText kind={small ? 'small' : 'body'} style={weight}>
        {span.text}
      </AppText>
    );
  }
  // An address of ours is written without its origin.
  const address = href.startsWith('/') ? pageUrl(href) : href;
  return (
    <AppText
      kind={small ? 'small' : 'body'}
      color="accentText"
      role="link"
      style={[styles.link, weight]}
      // Known to react-native-web: an anchor there, which can be opened in a new tab.
      {...{ href: address }}
      onPress={() => void Linking.openURL(address)}
    >
      {span.text}
    </AppText>
  );
}

const styles = StyleSheet.create({
  list: { gap: space.s },
  item: { flexDirection: 'row', gap: space.s },
  itemText: { flex: 1 },
  rows: { gap: space.m },
  row: { borderWidth: 1, borderRadius: radius.m, padding: space.m, gap: space.s },
  cell: { gap: 2 },
  strong: { fontWeight: '700' },
  link: { textDecorationLine: 'underline' },
});
