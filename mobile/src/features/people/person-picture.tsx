import { Image, StyleSheet, View } from 'react-native';
import { Avatar } from '../../ui/avatar.tsx';
import { useServices } from '../services.ts';

/** A person's picture, or their letter where they have none. Decoration: the name stands beside it. */
export function PersonPicture(props: {
  readonly name: string;
  /** The account's id, or the username. */
  readonly seed: string;
  /** The picture's key, as profiles and lists name it. */
  readonly avatar?: string | undefined;
  readonly size?: number;
}) {
  const { pageUrl } = useServices();
  const { name, seed, avatar, size = 40 } = props;
  // The letter stays behind the picture: it shows until that is there, and where it cannot be loaded.
  return (
    <View aria-hidden style={{ width: size, height: size }}>
      <Avatar name={name} seed={seed} size={size} />
      {avatar === undefined ? null : (
        <Image
          key={avatar}
          source={{ uri: pageUrl(`/api/v1/images/${avatar}${size > smallPixelsMax ? '' : '-small'}`) }}
          alt=""
          style={[styles.picture, { width: size, height: size, borderRadius: size / 2 }]}
        />
      )}
    </View>
  );
}

/** Up to this size the small picture is sharp on a screen of two pixels a point. */
const smallPixelsMax = 48;

const styles = StyleSheet.create({ picture: { position: 'absolute', top: 0, start: 0 } });
