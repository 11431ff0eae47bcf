import { useEffect, useId } from 'react';
import { type StyleProp, View, type ViewStyle } from 'react-native';
import type { RtcPicture } from './rtc.ts';

/** A publisher's picture, filling its place. Its name stands beside it. */
export function PictureView({
  picture,
  style,
}: {
  readonly picture: RtcPicture;
  readonly style?: StyleProp<ViewStyle>;
}) {
  const id = useId();
  useEffect(() => {
    picture.show(id);
  }, [picture, id]);
  return <View nativeID={id} aria-hidden style={style} />;
}
