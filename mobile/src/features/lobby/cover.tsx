import type { Stream } from '@halobuzz/core/api/streams';
import { useState } from 'react';
import { Image, StyleSheet, View } from 'react-native';
import { colorOf } from '../../ui/avatar.tsx';
import { AppText } from '../../ui/text.tsx';
import { useServices } from '../services.ts';

/**
 * A broadcast's picture; its host's letter on a colour where there is none, and until it is there. Decoration: what it is
 * about stands beside it.
 */
export function Cover({ stream }: { readonly stream: Pick<Stream, 'id' | 'cover' | 'host'> }) {
  const { pageUrl } = useServices();
  const [failed, setFailed] = useState<string>();
  const { id, cover, host } = stream;
  return (
    <View aria-hidden style={[StyleSheet.absoluteFill, { backgroundColor: colorOf(id) }]}>
      <AppText kind="figure" style={styles.initial}>
        {host.handle.charAt(0).toUpperCase()}
      </AppText>
      {cover === undefined || failed === cover ? null : (
        <Image
          key={cover}
          source={{ uri: pageUrl(`/api/v1/images/${cover}-small`) }}
          alt=""
          resizeMode="cover"
          style={StyleSheet.absoluteFill}
          onError={() => setFailed(cover)}
        />
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  initial: {
    position: 'absolute',
    end: 12,
    bottom: -34,
    fontSize: 150,
    lineHeight: 170,
    color: 'rgba(255, 255, 255, 0.16)',
  },
});
